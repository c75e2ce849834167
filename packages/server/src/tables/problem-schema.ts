import { problemCodes } from '@rollcall/tables'
import { z } from 'zod'

export const problemSchema = z
  .object({ column: z.string().nullable(), code: z.enum(problemCodes), message: z.string() })
  .meta({
    id: 'Problem',
    description: 'One thing that is wrong with a row; column is null when it is the row as a whole.',
  })
