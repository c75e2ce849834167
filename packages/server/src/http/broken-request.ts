import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ServerError } from '../errors/server-error.js'
import { statusOf } from '../errors/status-of.js'

/** Answers what is no HTTP request, or did not become one in time, and closes its connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  endConnection(socket, told(error))
}

/** Answers on a connection on which nothing was answered yet, and closes it. */
export function endConnection(socket: Socket, { reason, message }: ServerError): void {
  if (!socket.writable) return void socket.destroy()
  const status = statusOf(reason)
  const body = JSON.stringify({ error: { code: reason, message, requestId: randomUUID(), issues: [] } })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}

function told({ code }: { code?: string }): ServerError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ServerError('too_slow', 'The headers of the request did not come in time.')
  if (code === 'HPE_HEADER_OVERFLOW') return new ServerError('too_large', 'The headers of the request are too large.')
  return new ServerError('invalid_input', 'This is not an HTTP request.')
}
