import { ServerError } from '../errors/server-error.js'
import type { TaskRecord } from './task.js'

/** A task that was there when one was to be started under its id; throws `wrong_state` when it is of another kind. */
export function ofKind(task: TaskRecord, kind: string): TaskRecord {
  if (task.kind === kind) return task
  throw new ServerError('wrong_state', `Task ${task.id} is a ${task.kind}, not a ${kind}. Take another id for it.`)
}
