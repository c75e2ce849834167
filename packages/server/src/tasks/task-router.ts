import { z } from 'zod'
import { procedure, router } from '../trpc.js'
import { asyncIterable } from './async-iterable.js'
import { type Task, taskKinds, taskSchema } from './task-schemas.js'
import type { TaskRecord } from './task.js'

const idInput = z.strictObject({ id: z.uuid() })

/** Long work: looked at, watched, stopped. */
export const taskRouter = router({
  get: procedure.read
    .input(idInput)
    .output(taskSchema)
    .query(async ({ ctx, input }) => asTask(await ctx.services.tasks.get(input.id))),

  list: procedure.read
    .input(z.strictObject({ kind: z.enum(taskKinds).optional(), limit: z.int().min(1).max(1000).default(50) }))
    .output(z.array(taskSchema))
    .query(async ({ ctx, input }) => (await ctx.services.tasks.list(input)).map(asTask)),

  watch: procedure.read
    .input(idInput)
    .output(asyncIterable(taskSchema))
    .query(async function* ({ ctx, input, signal }): AsyncGenerator<Task> {
      for await (const task of ctx.services.tasks.watch(input.id, signal)) yield asTask(task)
    }),

  cancel: procedure.write
    .input(idInput)
    .output(taskSchema)
    .mutation(async ({ ctx, input }) => asTask(await ctx.services.tasks.cancel(input.id))),
})

/** What stands in the database was written by us in these shapes; the output schema checks it once more. */
function asTask(record: TaskRecord): Task {
  return record as Task
}
