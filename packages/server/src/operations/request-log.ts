import type { Logger } from 'pino'
import type { RequestEnd } from '../http/watch-requests.js'

/** Logs a request that has ended as one line. */
export function logRequest(log: Logger, end: RequestEnd): void {
  log[end.status >= 500 ? 'warn' : 'info'](end, 'request')
}
