import type { TaskState } from './task.js'

/** Counts the tasks of a server, by what they are of and how they stand. */
export interface TaskTally {
  /** A task goes from one state to another; from null when it is new to this server, to null when it leaves it unfinished. */
  moved(kind: string, from: TaskState | null, to: TaskState | null): void
  /** A task was done, with this result. */
  done(kind: string, result: unknown): void
}
