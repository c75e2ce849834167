import { z } from 'zod'
import { problemSchema } from '../tables/problem-schema.js'
import { tableNameSchema } from './load-schemas.js'
import { encodings } from './reading/encoding.js'
import { delimiters } from './reading/read-options.js'

const previewLineSchema = z
  .object({
    line: z.int(),
    offset: z.int(),
    cells: z.array(z.string()).meta({ description: 'In the order of the file; none of a line with a bad quote.' }),
    row: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .nullable()
      .meta({ description: 'The values as they would be kept; null when there are problems.' }),
    problems: z.array(problemSchema),
  })
  .meta({
    id: 'PreviewLine',
    description: 'A line as it would be read: its number (from 1), byte offset, and what becomes of it.',
  })

export const previewSchema = z
  .object({
    table: tableNameSchema,
    header: z.boolean(),
    columns: z.array(z.string()),
    delimiter: z.enum(delimiters),
    encoding: z.enum(encodings),
    emptyLines: z.int(),
    hint: z.string().nullable(),
    whole: z.boolean().meta({ description: 'Whether these are all lines of the file.' }),
    lines: z.array(previewLineSchema),
  })
  .meta({
    id: 'Preview',
    description:
      'The first lines of a file as they would be read. Checked are their cells, their keys among these lines, and the keys and parents ' +
      'that are in the database now; nothing is kept.',
  })
