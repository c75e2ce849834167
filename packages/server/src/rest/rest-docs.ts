import { recordName, tables, type AnyTable } from '@rollcall/tables'
import { z } from 'zod'
import type { RouteDocs } from '../openapi/route-docs.js'
import { MOST_ROWS } from './limits.js'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

const common = { tag: 'The paths of the old service', errors: 'detail' } as const

/** Describes the list of all rows of a table. */
export function listDocs(table: AnyTable): RouteDocs {
  const rows = z.array(table.rowSchema)
  return {
    ...common,
    summary: `All ${table.name}, by id`,
    answers: { 200: { description: 'Every row.', content: { [JSON_TYPE]: rows } } },
  }
}

/** Describes the creation of one row. */
export function createDocs(table: AnyTable): RouteDocs {
  const cells = cellsOf(table)
  return {
    ...common,
    summary: `Create a ${table.singular}`,
    description: CELLS,
    body: { [JSON_TYPE]: cells, [FORM_TYPE]: cells },
    answers: {
      201: { description: 'The row as it is stored.', content: { [JSON_TYPE]: table.rowSchema } },
      400: { description: 'What is wrong, by field.', content: { [JSON_TYPE]: z.union([fieldErrorsSchema, detail]) } },
    },
  }
}

/** Describes the creation of one row, or of a list of them. */
export function createManyDocs(table: AnyTable): RouteDocs {
  const cells = cellsOf(table)
  const wrong = z.union([fieldErrorsSchema, z.array(fieldErrorsSchema), detail])
  return {
    ...common,
    summary: `Create one of ${table.name}, or a list of them, all or nothing`,
    description: `${CELLS} A list has 1 to ${MOST_ROWS} rows.`,
    body: { [JSON_TYPE]: z.union([cells, z.array(cells).min(1).max(MOST_ROWS)]), [FORM_TYPE]: cells },
    answers: {
      201: {
        description: 'The rows as they are stored.',
        content: { [JSON_TYPE]: z.union([table.rowSchema, z.array(table.rowSchema)]) },
      },
      400: {
        description: 'What is wrong, by field; of a list an entry a row, empty where it was fine.',
        content: { [JSON_TYPE]: wrong },
      },
    },
  }
}

/** Describes a report of a year. */
export function reportDocs(summary: string, row: z.ZodType): RouteDocs {
  return {
    ...common,
    summary,
    parameters: [{ in: 'query', name: 'year', schema: z.int().min(1).max(9999).default(2021) }],
    answers: {
      200: { description: 'The figures, counted by the instant in UTC.', content: { [JSON_TYPE]: z.array(row) } },
      400: { description: 'The year is none.', content: { [JSON_TYPE]: z.object({ year: z.array(z.string()) }) } },
    },
  }
}

const CELLS =
  'A value is a number or text, and is read as a cell of a CSV file is; fields that are no columns are passed over.'

const detail = z.object({ detail: z.string() })

const fieldErrorsSchema = z
  .record(z.string(), z.array(z.string()))
  .meta({ id: 'FieldErrors', description: 'Messages by field; those of the row as a whole under `non_field_errors`.' })

const cells = new Map(Object.values(tables).map((table) => [table.name as string, cellsSchema(table)]))

function cellsOf({ name }: AnyTable): z.ZodType {
  return cells.get(name) ?? z.unknown()
}

/** A row as the old paths take it. */
function cellsSchema({ singular, columns }: AnyTable): z.ZodType {
  const shape = Object.entries(columns).map(([name, { kind }]) => [name, z.union([kind.zod, z.string()])] as const)
  return z.object(Object.fromEntries(shape)).meta({ id: `${recordName(singular)}Cells` })
}

const fileNames = z.object({ department: z.string(), job: z.string(), hired_employee: z.string() })

/** Describes the making of a backup. */
export const backupDocs: RouteDocs = {
  ...common,
  summary: 'Back all tables up, and wait for the end',
  description: 'GET is what old clients send; POST is the way to ask.',
  answers: {
    200: {
      description: 'The backup is on disk.',
      content: { [JSON_TYPE]: z.object({ status: z.literal('success'), message: z.string(), files: fileNames }) },
    },
  },
}

/** Describes the list of files that can be restored. */
export const listBackupsDocs: RouteDocs = {
  ...common,
  summary: 'The files that can be restored, newest first',
  answers: {
    200: {
      description: 'Names by table.',
      content: {
        [JSON_TYPE]: z.object({ status: z.literal('success'), backups: z.record(z.string(), z.array(z.string())) }),
      },
    },
  },
}

/** Describes the restore of a table. */
export const restoreDocs: RouteDocs = {
  ...common,
  summary: 'Make a table what it was in a backup, and wait for the end',
  body: {
    [JSON_TYPE]: z.object({
      table_name: z.enum(['department', 'job', 'hired_employee']),
      backup_file: z.string().meta({ description: 'A name that /api/list-backups gives.' }),
    }),
  },
  answers: {
    200: {
      description: 'The table is as it was.',
      content: {
        [JSON_TYPE]: z.object({
          status: z.literal('success'),
          message: z.string(),
          table: z.string(),
          records_restored: z.int(),
        }),
      },
    },
    400: {
      description: 'Nothing was changed.',
      content: { [JSON_TYPE]: z.union([z.object({ status: z.literal('error'), message: z.string() }), detail]) },
    },
  },
}
