import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ServerError } from '../errors/server-error.js'
import type { Limits } from '../limits.js'
import { endConnection } from './broken-request.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route works on its body while it comes in: that may take hours, as long as it goes on. */
    streams?: boolean
  }
}

type Times = Pick<Limits, 'bodySeconds' | 'idleSeconds'>

/** Closes connections on which a body comes too slowly: it would keep a place that others need. */
export function bodyTimes(app: FastifyInstance, { bodySeconds, idleSeconds }: Times): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (request.routeOptions.config.streams) endWhenIdle(request, reply, idleSeconds)
    else if (hasBody(request)) endWhenLate(request, reply, bodySeconds)
    done(null, payload)
  })
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

function endWhenLate({ raw }: FastifyRequest, reply: FastifyReply, seconds: number): void {
  // Made when it is needed only: the stack of an error takes longer than all else here.
  const late = () =>
    new ServerError('too_slow', `The body did not come within ${seconds} s. Send it faster, or in pieces.`)
  const timer = setTimeout(() => end(raw, reply, late()), seconds * 1000)
  raw.once('close', () => clearTimeout(timer))
}

function endWhenIdle({ raw }: FastifyRequest, reply: FastifyReply, seconds: number): void {
  const idle = new ServerError('too_slow', `Nothing came for ${seconds} s. Go on from where the upload is.`)
  const { socket } = raw
  raw.setTimeout(seconds * 1000, () => end(raw, reply, idle))
  raw.once('close', () => socket.setTimeout(0))
}

function end(raw: FastifyRequest['raw'], reply: FastifyReply, error: ServerError): void {
  if (raw.complete) return
  if (!reply.raw.headersSent) endConnection(raw.socket, error)
  raw.destroy(error)
}
