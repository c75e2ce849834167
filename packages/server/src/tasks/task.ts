import type { ErrorCode, ErrorIssue } from '../errors/server-error.js'

export const taskStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const

export type TaskState = (typeof taskStates)[number]

export const taskSteps = ['reading', 'inserting', 'checking'] as const

/** How far a task is: `done` of `total` in bytes of its input or in rows (total null when unknown), and the rows dealt with. */
export interface Progress {
  /** What a load is at: reading (told in bytes), inserting (in rows), or having the keys checked. */
  step?: (typeof taskSteps)[number]
  done: number
  total: number | null
  rows: number
}

/** Why a task failed, in the words of ServerError. */
export interface TaskError {
  code: ErrorCode
  message: string
  issues: ErrorIssue[]
}

/** Long work, as it stands in the database. */
export interface TaskRecord {
  id: string
  kind: string
  state: TaskState
  input: unknown
  progress: Progress | null
  result: unknown
  error: TaskError | null
  /** How often it began to run. */
  attempts: number
  createdAt: string
  startedAt: string | null
  endedAt: string | null
}

/** A task that has ended stays as it is. */
export function hasEnded(state: TaskState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}
