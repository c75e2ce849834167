import { ServerError } from '../errors/server-error.js'
import type { TaskRunner } from '../tasks/task-runner.js'
import { hasEnded } from '../tasks/task.js'

/** Waits for a task to end and answers its result; throws what it failed with. A client that goes away does not end it. */
export async function taskResult(tasks: TaskRunner, id: string): Promise<unknown> {
  for await (const { state, error, result } of tasks.watch(id, undefined)) {
    if (error) throw new ServerError(error.code, error.message, { issues: error.issues })
    if (hasEnded(state)) return result
  }
  throw new Error(`Task ${id} was watched, but not to its end`)
}
