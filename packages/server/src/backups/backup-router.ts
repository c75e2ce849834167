import { z } from 'zod'
import type { Actor } from '../access/actor.js'
import { idSchema } from '../id-schema.js'
import type { RequestContext } from '../request-context.js'
import type { TaskRecord } from '../tasks/task.js'
import { backupTaskSchema, importTaskSchema, restoreTaskSchema, verifyTaskSchema } from '../tasks/task-schemas.js'
import { procedure, router } from '../trpc.js'
import { backupIdSchema, backupSchema, importOptionsSchema, restoreOptionsSchema } from './backup-schemas.js'

const task = idSchema
const backupInput = z.strictObject({ id: backupIdSchema })

// Also by who puts a table back, and has to know from which.
const lookedAt = procedure.oneOf('backup', 'restore')

/** Backups: made, looked at, proved, removed, brought along, and a single table put back from them. */
export const backupRouter = router({
  create: procedure.backup
    .input(z.strictObject({ task }))
    .output(backupTaskSchema)
    .mutation(async ({ ctx, input }) => as(await ctx.services.backups.create(start(ctx, input.task)))),

  list: lookedAt.output(z.array(backupSchema)).query(({ ctx }) => ctx.services.backups.list()),

  get: lookedAt
    .input(backupInput)
    .output(backupSchema)
    .query(({ ctx, input }) => ctx.services.backups.get(input.id)),

  verify: procedure.backup
    .input(z.strictObject({ task, backup: backupIdSchema }))
    .output(verifyTaskSchema)
    .mutation(async ({ ctx, input }) => as(await ctx.services.backups.verify(start(ctx, input.task), input.backup))),

  remove: procedure.backup
    .input(backupInput)
    .output(backupSchema)
    .mutation(({ ctx, input }) => ctx.services.backups.remove(input.id, ctx.actor)),

  import: procedure.backup
    .input(importOptionsSchema.extend({ task }))
    .output(importTaskSchema)
    .mutation(async ({ ctx, input: { task, ...options } }) =>
      as(await ctx.services.backups.import(start(ctx, task), options)),
    ),

  restore: procedure.restore
    .input(restoreOptionsSchema.extend({ task }))
    .output(restoreTaskSchema)
    .mutation(async ({ ctx, input: { task, ...options } }) =>
      as(await ctx.services.backups.restore(start(ctx, task), options)),
    ),
})

function start({ actor }: RequestContext, id: string): { id: string; actor: Actor } {
  return { id, actor }
}

/** The task was started with this kind's input and result, which the output schema checks once more. */
function as<Task>(record: TaskRecord): Task {
  return record as Task
}
