import { ServerError } from '../errors/server-error.js'
import type { TaskRunner } from '../tasks/task-runner.js'

/** Waits for a task to end and answers its result; throws what it failed with. A client that goes away does not end it. */
export async function taskResult(tasks: TaskRunner, id: string): Promise<unknown> {
  const { error, result } = await tasks.end(id)
  if (error) throw new ServerError(error.code, error.message, { issues: error.issues })
  return result
}
