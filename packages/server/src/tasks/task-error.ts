import { fromDatabase } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import type { TaskError } from './task.js'

/** Why a task failed, in words for the client; what nobody foresaw is masked and logged under the task's id. */
export function taskErrorOf(error: unknown, id: string): TaskError {
  const told = fromDatabase(error)
  if (told instanceof ServerError) return { code: told.reason, message: told.message, issues: told.issues }
  return {
    code: 'internal',
    message: `Something went wrong on the server. Its log has the cause under task ${id}.`,
    issues: [],
  }
}
