import { z } from 'zod'
import { tableNameSchema } from '../loads/load-schemas.js'
import { procedure, router } from '../trpc.js'
import { listDeeds } from './audit-store.js'

const auditEntrySchema = z
  .object({
    id: z.int(),
    at: z.string(),
    token: z
      .string()
      .nullable()
      .meta({ description: "The token's id, `admin` for the one of the environment, null without one." }),
    requestId: z.string().meta({ description: 'As the log has it; `command line` for `rollcall-server`.' }),
    action: z.string().meta({ description: 'The procedure that did it, or does the same: `departments.create`.' }),
    table: tableNameSchema.nullable(),
    rows: z.int().nullable().meta({ description: 'Rows added, changed and removed.' }),
    result: z.enum(['done', 'failed', 'cancelled']),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).meta({ description: 'Ids and counts.' }),
  })
  .meta({ id: 'AuditEntry', description: 'Something that was done to the data, or tried.' })

/** Who changed what. */
export const auditRouter = router({
  list: procedure.admin
    .input(
      z.strictObject({
        after: z.int().min(1).optional().meta({ description: 'Entries older than this one: `next` of a page.' }),
        limit: z.int().min(1).max(1000).default(100),
        table: tableNameSchema.optional(),
        action: z
          .string()
          .regex(/^[A-Za-z.]{1,100}$/, 'is not an action, such as departments.create')
          .optional(),
        token: z
          .string()
          .regex(/^[0-9A-Za-z]{1,64}$/, 'is not the id of a token')
          .nullable()
          .optional()
          .meta({ description: 'Null for what was done without one.' }),
      }),
    )
    .output(z.object({ entries: z.array(auditEntrySchema), next: z.int().nullable() }))
    .query(({ ctx, input }) => listDeeds(ctx.services.database.query, input)),
})
