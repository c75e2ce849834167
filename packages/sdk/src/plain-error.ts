import type { ErrorIssue } from './generated/types.js'
import type { RollcallError } from './rollcall-error.js'
import { fromServer, retryAfterIn } from './to-rollcall-error.js'

interface ErrorAnswer {
  error: { code: string; message: string; requestId: string | null; issues: ErrorIssue[] }
}

/** The failure a plain route told of; undefined when its answer is none. */
export function plainError(answer: unknown, response: { status: number }): RollcallError | undefined {
  if (!isErrorAnswer(answer)) return undefined
  const { error } = answer
  const httpStatus = response.status
  return fromServer(error.message, { ...error, reason: error.code, httpStatus, retryAfter: retryAfterIn(response) })
}

function isErrorAnswer(answer: unknown): answer is ErrorAnswer {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return false
  const { error } = answer
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error && 'issues' in error
}
