import { recordName, type Columns, type RowOf, type Table, type TableName } from '@rollcall/tables'
import { z } from 'zod'
import { recordRejectedRows } from '../loads/record-rejected-rows.js'
import { procedure, router } from '../trpc.js'
import { createMany } from './create-many.js'
import { problemSchema } from './problem-schema.js'
import { tableStore } from './table-store.js'

/** The largest number of rows one call takes or gives. */
const MOST_ROWS = 1000

const key = z.int32()

const createdManySchema = z
  .object({
    inserted: z.int(),
    rejected: z.array(z.object({ index: z.int(), problems: z.array(problemSchema) })),
    load: z
      .uuid()
      .nullable()
      .meta({ description: 'Under which the rejected rows were recorded; null when there are none.' }),
  })
  .meta({ id: 'CreatedMany' })

/** The procedures of one table. */
// The return type is the router's exact type, which is what the SDK is generated from.
// oxlint-disable-next-line typescript/explicit-module-boundary-types
export function tableRouter<C extends Columns>(table: Table<TableName, C>) {
  const row = table.rowSchema
  // A bad row is data, answered with its problems, so the whole call must not fail on it here.
  const anyRow = z
    .custom<RowOf<C>>(() => true)
    .meta({ id: `New${recordName(table.singular)}`, typeName: recordName(table.singular) })

  return router({
    list: procedure.read
      .input(z.strictObject({ after: key.optional(), limit: z.int().min(1).max(MOST_ROWS).default(100) }))
      .output(z.object({ rows: z.array(row), next: key.nullable() }))
      .query(({ ctx, input }) => tableStore(table, ctx.services.database).list(input)),

    get: procedure.read
      .input(z.strictObject({ id: key }))
      .output(row)
      .query(({ ctx, input }) => typed(tableStore(table, ctx.services.database).get(input.id))),

    create: procedure.write
      .input(row)
      .output(row)
      .mutation(({ ctx, input }) =>
        typed(tableStore(table, ctx.services.database).create(input as RowOf<C>, ctx.actor)),
      ),

    createMany: procedure.write
      .input(z.strictObject({ rows: z.array(anyRow).min(1).max(MOST_ROWS), atomic: z.boolean().default(false) }))
      .output(createdManySchema)
      .mutation(async ({ ctx, input }) => {
        const { database, tasks } = ctx.services
        const { recorded, ...created } = await createMany(database, table, input.rows, {
          atomic: input.atomic,
          actor: ctx.actor,
          record: (query, made) =>
            recordRejectedRows(query, {
              server: tasks.server,
              actor: ctx.actor,
              table,
              values: input.rows,
              created: made,
            }),
        })
        return { ...created, load: recorded }
      }),

    update: procedure.write
      .input(z.strictObject({ id: key, changes: table.changesSchema }))
      .output(row)
      .mutation(({ ctx, input }) =>
        typed(tableStore(table, ctx.services.database).update(input.id, input.changes, ctx.actor)),
      ),

    remove: procedure.write
      .input(z.strictObject({ id: key }))
      .output(row)
      .mutation(({ ctx, input }) => typed(tableStore(table, ctx.services.database).remove(input.id, ctx.actor))),
  })
}

/** Inside a generic function TypeScript cannot see that tRPC's output type is the row type; at each call of tableRouter it can. */
function typed(row: Promise<unknown>): Promise<never> {
  return row as Promise<never>
}
