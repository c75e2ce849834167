import type { Actor } from '../access/actor.js'
import type { Query } from '../database/query.js'
import type { Progress } from './task.js'

/** What the work of a task is given. */
export interface TaskRun {
  readonly id: string
  /** Aborted when the task is cancelled or the server stops; its reason is what to throw. */
  readonly signal: AbortSignal
  report(progress: Progress): void
  /** Ends the task as done in the transaction of `query`, so that its state and its changes come to be together; throws if it has ended. */
  complete(query: Query, result: unknown): Promise<void>
  /** What to answer beside the error if the work fails from here on. */
  keepResult(result: unknown): void
}

/** What is to be done as a task. */
export interface TaskWork {
  /** Made by the client, so that starting twice is starting once. */
  id: string
  kind: string
  input: object
  /** Tasks of one queue run one after the other. */
  queue: string
  /** Does the work and answers its result, unless it completed the task itself. */
  work: (run: TaskRun) => Promise<unknown>
  /** Whether it is run again, once, when the end of this server or of its connection interrupts it: all it needs is on disk. */
  durable?: boolean
  /** Puts away what the task needed, once it has ended in the database. */
  settle?: () => Promise<void>
}

export interface TaskStart extends TaskWork {
  /** Who asks for it, under whom its end is recorded. */
  actor: Actor
}
