import type { TRPCDefaultErrorShape, TRPCError } from '@trpc/server'
import { z } from 'zod'
import { type ErrorCode, type ErrorIssue, ServerError } from './server-error.js'

/**
 * What a client learns of a failure, beside tRPC's own fields.
 * @public The declarations of the routers name it.
 */
export interface ErrorData {
  reason: ErrorCode
  requestId: string | null
  issues: ErrorIssue[]
}

type ErrorShape = TRPCDefaultErrorShape & { data: ErrorData }

/** Shapes every error for the client: messages of our own as they are, wrong input field by field, anything else masked. */
export function errorData(shape: TRPCDefaultErrorShape, error: TRPCError, requestId: string | null): ErrorShape {
  const { stack: _, ...data } = shape.data
  const told = tell(error, requestId)
  return { ...shape, message: told.message, data: { ...data, reason: told.reason, requestId, issues: told.issues } }
}

function tell(
  error: TRPCError,
  requestId: string | null,
): { reason: ErrorCode; message: string; issues: ErrorIssue[] } {
  const known = error instanceof ServerError ? error : error.cause
  if (known instanceof ServerError) return known
  if (error.cause instanceof z.ZodError && error.code === 'BAD_REQUEST') return wrongInput(error.cause)
  const reason = reasonByCode[error.code]
  if (reason) return { reason, message: error.message, issues: [] }
  return {
    reason: 'internal',
    message: `Something went wrong on the server. Its log has the cause under request ${requestId ?? 'unknown'}.`,
    issues: [],
  }
}

/** What is wrong with an input, field by field. */
export function wrongInput(error: z.ZodError): ServerError {
  const issues = error.issues.map((issue) => {
    const column = issue.path.map(String).join('.') || null
    return { table: null, id: null, column, message: issue.message }
  })
  const message = issues.map(({ column, message }) => (column ? `${column}: ${message}` : message)).join('; ')
  return new ServerError('invalid_input', message, { issues, cause: error })
}

/** What tRPC itself finds wrong with a request, before a procedure is reached. */
const reasonByCode: Partial<Record<TRPCError['code'], ErrorCode>> = {
  BAD_REQUEST: 'invalid_input',
  PARSE_ERROR: 'invalid_input',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'not_found',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported',
  PAYLOAD_TOO_LARGE: 'too_large',
  TOO_MANY_REQUESTS: 'rate_limited',
  CLIENT_CLOSED_REQUEST: 'cancelled',
}
