import type { Progress, TaskState } from './task.js'
import type { TaskWork } from './task-work.js'

/** A task of this server that has not ended. */
export interface LiveTask {
  readonly start: TaskWork
  readonly abort: AbortController
  state: TaskState
  progress: Progress | null
  /** When its progress was last written to the database, in milliseconds since 1970. */
  savedAt: number
  /** Of a task that completed itself. */
  result: unknown
  /** What to answer beside the error if it fails. */
  failedResult: unknown
}

export function liveTask(start: TaskWork): LiveTask {
  return {
    start,
    abort: new AbortController(),
    state: 'waiting',
    progress: null,
    savedAt: Date.now(),
    result: undefined,
    failedResult: undefined,
  }
}
