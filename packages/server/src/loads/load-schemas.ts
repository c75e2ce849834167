import { tableNamed, tableNames } from '@rollcall/tables'
import { z } from 'zod'
import { idSchema } from '../id-schema.js'
import { taskStates } from '../tasks/task.js'
import { columnsFault } from './columns-fault.js'
import { encodings } from './reading/encoding.js'
import { delimiters } from './reading/read-options.js'

export const tableNameSchema = z.enum(tableNames).meta({ id: 'TableName' })

export const uploadSchema = z
  .object({
    id: z.uuid(),
    bytes: z.int().nullable(),
    received: z.int(),
  })
  .meta({ id: 'Upload', description: 'Bytes on their way in; `received` is the offset of the next piece.' })

const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hexadecimal digits of a SHA-256')

export const openUploadSchema = z.strictObject({
  id: idSchema,
  bytes: z.int().min(0).nullable().default(null),
  fingerprint: fingerprintSchema
    .nullable()
    .default(null)
    .meta({ description: 'By which it is found again when it was interrupted: what the client makes of its file.' }),
  continues: idSchema
    .nullable()
    .default(null)
    .meta({ description: 'An interrupted upload of the same file, which goes on under this id.' }),
})

export const findUploadsSchema = z.strictObject({ bytes: z.int().min(0), fingerprint: fingerprintSchema })

export const foundUploadSchema = uploadSchema
  .extend({ sha256: z.string() })
  .meta({ id: 'FoundUpload', description: 'An upload that was interrupted, and the SHA-256 (base64) of what is here.' })

/** `5` rows or `2.5%` of the rows read. */
const maxRejectsSchema = z
  .string()
  .refine(
    (text) => /^\d{1,12}$/.test(text) || (/^\d{1,3}(\.\d{1,6})?%$/.test(text) && Number(text.slice(0, -1)) <= 100),
    {
      error: ({ input }) =>
        `is ${JSON.stringify(input)}; expected a number of rows such as 100, or a share of them such as 2.5%`,
    },
  )

/** How a file is read. */
const readOptionsSchema = z.strictObject({
  table: tableNameSchema,
  header: z.enum(['auto', 'yes', 'no']).default('auto'),
  columns: z.array(z.string()).max(1000).nullable().default(null).meta({
    description:
      'The columns in the order of the file, "-" for one to pass over; null: those of the header or the table.',
  }),
  delimiter: z.enum(delimiters).default(','),
  encoding: z
    .enum(encodings)
    .default('utf-8')
    .meta({ description: 'UTF-16 is known by its byte order mark, whatever is said here.' }),
})

const onConflictSchema = z
  .enum(['reject', 'skip', 'update'])
  .default('reject')
  .meta({ description: 'What to do with a row whose key is there already.' })

export const loadOptionsSchema = readOptionsSchema.extend({
  onConflict: onConflictSchema,
  maxRejects: maxRejectsSchema
    .nullable()
    .default(null)
    .meta({ description: 'More rejects than this roll the load back: rows, or a share such as "2.5%".' }),
  dryRun: z.boolean().default(false).meta({ description: 'Everything but the commit.' }),
})

export type LoadOptions = z.infer<typeof loadOptionsSchema>

export const startLoadSchema = loadOptionsSchema.extend({ id: idSchema, upload: idSchema }).check(namesColumnsOnce)

export const previewUploadSchema = readOptionsSchema
  .extend({ upload: idSchema, onConflict: onConflictSchema, limit: z.int().min(1).max(100).default(20) })
  .check(namesColumnsOnce)

function namesColumnsOnce({ value, issues }: z.core.ParsePayload<z.output<typeof readOptionsSchema>>): void {
  const { table, columns } = value
  const message = columns && columnsFault(tableNamed(table), columns)
  if (message) issues.push({ code: 'custom', input: columns, path: ['columns'], message })
}

/** What a load was asked to do; `upload` is null for rows that came in a request. */
export const askedLoadSchema = loadOptionsSchema.extend({ upload: z.uuid().nullable() })

/** The same as it is told, without what another release may have noted. */
export const loadInputSchema = z.object(askedLoadSchema.shape).meta({ id: 'LoadInput' })

const loadPaths = ['live', 'rebuild', 'request'] as const

export const loadResultSchema = z
  .object({
    id: z.uuid(),
    table: tableNameSchema,
    state: z.enum(taskStates),
    dryRun: z.boolean(),
    read: z.int(),
    inserted: z.int(),
    updated: z.int(),
    skipped: z.int(),
    rejected: z.int(),
    path: z.enum(loadPaths).meta({
      description: 'How the rows went in: with every check on, with the keys built anew, or as a request.',
    }),
    seconds: z.number(),
    lockedSeconds: z
      .number()
      .meta({ description: 'For how long, at most, readers of the table and its parents had to wait.' }),
    header: z.boolean().meta({ description: 'Whether the first line was taken as a header.' }),
    columns: z
      .array(z.string())
      .meta({ description: 'The columns as they stood in the file, "-" for one that was passed over.' }),
    delimiter: z.enum(delimiters).default(','),
    encoding: z.enum(encodings).default('utf-8').meta({ description: 'What the file was found to be written in.' }),
    emptyLines: z.int(),
    hint: z
      .string()
      .nullable()
      .default(null)
      .meta({ description: 'What to try when the options evidently do not fit the file.' }),
    rejectsKept: z
      .int()
      .nullable()
      .default(null)
      .meta({ description: 'Of very many rejects only the first are kept: so many; null when all are.' }),
  })
  .meta({ id: 'LoadResult', description: 'read = inserted + updated + skipped + rejected' })

export type LoadResult = z.infer<typeof loadResultSchema>
