import pino, { type Logger } from 'pino'
import pretty from 'pino-pretty'

/** The log on standard output: for eyes where that is a terminal, a line of JSON each where it is not. */
export function openLog(level: string): Logger {
  if (!process.stdout.isTTY) {
    const output = pino.destination({ dest: 1, sync: true })
    // A disk that is full costs lines of the log, not the server.
    output.on('error', () => undefined)
    return pino({ level }, output)
  }
  // Written at once, so that nothing is lost when the process ends.
  return pino({ level }, pretty({ sync: true, ignore: 'pid,hostname', messageFormat: forEyes, singleLine: true }))
}

/** `GET /api/departments 200 3.2 ms` for a request, and the message of anything else. */
function forEyes(line: Record<string, unknown>, messageKey: string): string {
  const { method, route, status, milliseconds } = line
  const message = line[messageKey]
  if (method === undefined) return typeof message === 'string' ? message : ''
  return [method, route, status, milliseconds, 'ms'].join(' ')
}
