import { z } from 'zod'
import { assertAllowed } from '../access/assert-allowed.js'
import type { Scope } from '../access/scope.js'
import { recordDeed } from '../audit/audit-store.js'
import { idSchema } from '../id-schema.js'
import type { RequestContext } from '../request-context.js'
import { procedure, router } from '../trpc.js'
import { asyncIterable } from './async-iterable.js'
import { type Task, taskKinds, taskSchema } from './task-schemas.js'
import { taskScopes } from './task-scopes.js'
import { hasEnded, type TaskRecord } from './task.js'

const idInput = z.strictObject({ id: idSchema })

const anyTaskScope = [...new Set(Object.values(taskScopes))]

/** Long work: looked at, watched, stopped. Whoever may start a task of a kind may see how it goes, and stop it. */
export const taskRouter = router({
  get: procedure
    .oneOf('read', ...anyTaskScope)
    .input(idInput)
    .output(taskSchema)
    .query(({ ctx, input }) => taskFor(ctx, input.id, ['read'])),

  list: procedure.read
    .input(z.strictObject({ kind: z.enum(taskKinds).optional(), limit: z.int().min(1).max(1000).default(50) }))
    .output(z.array(taskSchema))
    .query(async ({ ctx, input }) => (await ctx.services.tasks.list(input)).map(asTask)),

  watch: procedure
    .oneOf('read', ...anyTaskScope)
    .input(idInput)
    .output(asyncIterable(taskSchema))
    .query(async function* ({ ctx, input, signal }): AsyncGenerator<Task> {
      for await (const record of ctx.services.tasks.watch(input.id, signal)) {
        const task = asTask(record)
        assertAllowed(await ctx.accessNow(), ['read', taskScopes[task.kind]])
        yield task
      }
    }),

  cancel: procedure
    .oneOf(...anyTaskScope)
    .input(idInput)
    .output(taskSchema)
    .mutation(({ ctx, input }) => cancelTask(ctx, input.id)),
})

/** The task, for who has the scope of its kind or one of these; which that is tells only its id. */
async function taskFor({ access, services }: RequestContext, id: string, orScopes: Scope[]): Promise<Task> {
  const task = asTask(await services.tasks.get(id))
  assertAllowed(access, [...orScopes, taskScopes[task.kind]])
  return task
}

async function cancelTask(ctx: RequestContext, id: string): Promise<Task> {
  const task = await taskFor(ctx, id, [])
  if (hasEnded(task.state)) return task
  const { database, tasks } = ctx.services
  await tasks.assertHere(task)
  const detail = { task: id, kind: task.kind }
  await recordDeed(database.query, ctx.actor, { action: 'tasks.cancel', result: 'done', detail })
  return asTask(await tasks.cancel(id))
}

/** What stands in the database was written by us in these shapes; the output schema checks it once more. */
function asTask(record: TaskRecord): Task {
  return record as Task
}
