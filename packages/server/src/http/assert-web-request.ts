import type { FastifyRequest } from 'fastify'
import { ServerError } from '../errors/server-error.js'

/** Refuses what is HTTP but cannot be a Request of the web's kind, which tRPC makes of whatever comes to it. */
export function assertWebRequest({ method, headers, raw }: FastifyRequest): void {
  if (method === 'TRACE') throw new ServerError('unsupported', 'TRACE is not answered. Use GET or POST.')
  const { host = 'localhost' } = headers
  if (URL.canParse(raw.url ?? '', `http://${host}`)) return
  throw new ServerError('invalid_input', `Host is ${JSON.stringify(host)}, with which there can be no URL.`)
}
