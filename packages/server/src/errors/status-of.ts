import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { type ErrorCode, ServerError } from './server-error.js'

/** The HTTP status a code is answered with. */
export function statusOf(code: ErrorCode): number {
  return getHTTPStatusCodeFromError(new ServerError(code, ''))
}
