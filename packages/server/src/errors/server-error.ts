import { TRPCError } from '@trpc/server'

/** Every way a request can fail, with the tRPC code (and so the HTTP status) it is answered with. */
export const errorCodes = {
  invalid_input: 'BAD_REQUEST',
  not_found: 'NOT_FOUND',
  already_exists: 'CONFLICT',
  unknown_parent: 'CONFLICT',
  still_referenced: 'CONFLICT',
  wrong_state: 'CONFLICT',
  wrong_offset: 'CONFLICT',
  damaged: 'UNPROCESSABLE_CONTENT',
  too_many_rejects: 'UNPROCESSABLE_CONTENT',
  too_large: 'PAYLOAD_TOO_LARGE',
  unsupported: 'UNSUPPORTED_MEDIA_TYPE',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  rate_limited: 'TOO_MANY_REQUESTS',
  too_slow: 'TIMEOUT',
  unavailable: 'SERVICE_UNAVAILABLE',
  interrupted: 'SERVICE_UNAVAILABLE',
  cancelled: 'CLIENT_CLOSED_REQUEST',
  internal: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<string, TRPCError['code']>

export type ErrorCode = keyof typeof errorCodes

/** What exactly is at fault: a row of a table, a column of it, or a field of the request. */
export interface ErrorIssue {
  table: string | null
  id: number | null
  column: string | null
  message: string
}

interface ServerErrorOptions {
  issues?: ErrorIssue[]
  /** After how many seconds asking again may help. */
  retryAfter?: number
  cause?: unknown
}

/** A failure whose message is meant for the client: it says what failed, the value seen and what to do. */
export class ServerError extends TRPCError {
  readonly reason: ErrorCode
  readonly issues: ErrorIssue[]
  /** After how many seconds asking again may help; undefined when it is not a matter of time. */
  readonly retryAfter: number | undefined

  constructor(reason: ErrorCode, message: string, options: ServerErrorOptions = {}) {
    super({ code: errorCodes[reason], message, cause: options.cause })
    this.name = 'ServerError'
    this.reason = reason
    this.issues = options.issues ?? []
    this.retryAfter = options.retryAfter ?? (reason === 'unavailable' ? 1 : undefined)
  }
}
