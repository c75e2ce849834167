import { TRPCClientError } from '@trpc/client'
import type { ErrorIssue } from './generated/types.js'
import { type ErrorCode, errorCodes, RollcallError } from './rollcall-error.js'

/** What the server adds to a failure it tells of. */
interface ErrorData {
  reason: string
  requestId: string | null
  issues: ErrorIssue[]
  httpStatus?: number
  retryAfter?: number | null
}

/** The error of this package for whatever failed in a call to `url`. */
export function toRollcallError(error: unknown, url: string): RollcallError {
  if (error instanceof RollcallError) return error
  if (!(error instanceof TRPCClientError)) return fromPlatform(error, url)
  const data: unknown = error.data
  if (isErrorData(data))
    return fromServer(error.message, { ...data, retryAfter: retryAfterIn(error.meta?.['response']) }, error)
  return error.cause instanceof RollcallError ? error.cause : fromPlatform(error.cause ?? error, url)
}

/** The error the server told of; a code of a newer server is `internal`, or `unavailable` where its status says so. */
export function fromServer(message: string, data: ErrorData, cause?: unknown): RollcallError {
  const { reason, requestId, issues, httpStatus, retryAfter = null } = data
  return new RollcallError(codeOf(reason, httpStatus), message, { requestId, issues, retryAfter, cause })
}

/** The seconds of an answer's Retry-After; null when it has none, or a date. */
export function retryAfterIn(response: unknown): number | null {
  const text = hasHeaders(response) ? response.headers.get('retry-after') : null
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function hasHeaders(response: unknown): response is { headers: { get(name: string): string | null } } {
  return typeof response === 'object' && response !== null && 'headers' in response
}

/** The statuses that ask to try again later. */
export const PASSING_STATUSES: readonly number[] = [429, 502, 503, 504]

/** True for a failure that may be gone in a moment. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof RollcallError && ['unreachable', 'unavailable', 'interrupted', 'rate_limited'].includes(error.code)
  )
}

/** True for a call that was turned away before anything was done: it may be sent again, whatever it does. */
export function isTurnedAway(error: unknown): boolean {
  return error instanceof RollcallError && error.code === 'rate_limited'
}

export function unreachable(url: string, cause: unknown): RollcallError {
  const message = `The Rollcall server at ${url} cannot be reached${reasonOf(cause)}. Start it there, or give the url where it is.`
  return new RollcallError('unreachable', message, { cause })
}

export function badAnswer(url: string, what: string, cause?: unknown): RollcallError {
  const message = `What answers at ${url} is not a Rollcall server: ${what}. Give the url where the server is.`
  return new RollcallError('bad_answer', message, { cause })
}

function fromPlatform(error: unknown, url: string): RollcallError {
  // fetch and the reading of a body fail with a TypeError when the connection does.
  if (error instanceof TypeError || hasConnectionCode(error)) return unreachable(url, error)
  return badAnswer(
    url,
    `its answer cannot be understood (${error instanceof Error ? error.message : String(error)})`,
    error,
  )
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === 'object' && data !== null && 'reason' in data && typeof data.reason === 'string'
}

function codeOf(reason: string, status: number | undefined): ErrorCode {
  const known = errorCodes.find((code) => code === reason)
  return known ?? (status !== undefined && PASSING_STATUSES.includes(status) ? 'unavailable' : 'internal')
}

function hasConnectionCode(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)
}

/** What the platform says of the cause, such as ` (ECONNREFUSED)`; browsers say nothing. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? ` (${code})` : ''
}
