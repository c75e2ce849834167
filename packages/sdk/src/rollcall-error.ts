import { serverErrorCodes } from './generated/error-codes.js'
import type { ErrorIssue, Task } from './generated/types.js'

/** Every way a call can fail: what the server says, and what keeps it from saying anything. */
export const errorCodes = [...serverErrorCodes, 'unreachable', 'timeout', 'bad_answer'] as const

export type ErrorCode = (typeof errorCodes)[number]

export interface RollcallErrorOptions {
  requestId?: string | null
  issues?: ErrorIssue[]
  retryAfter?: number | null
  task?: Task | null
  cause?: unknown
}

/** The one error of this package; `message` says what failed and what to do about it. */
export class RollcallError extends Error {
  readonly code: ErrorCode
  /** Under which the server's log has the cause; null when no server answered. */
  readonly requestId: string | null
  /** What exactly is at fault; may be empty. */
  readonly issues: ErrorIssue[]
  /** After how many seconds the server wants to be asked again; null when it did not say. */
  readonly retryAfter: number | null
  /** The task that failed, as it was last seen; null when it was not a task. */
  readonly task: Task | null

  constructor(code: ErrorCode, message: string, options: RollcallErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RollcallError'
    this.code = code
    this.requestId = options.requestId ?? null
    this.issues = options.issues ?? []
    this.retryAfter = options.retryAfter ?? null
    this.task = options.task ?? null
  }
}
