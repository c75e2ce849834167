import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ServerError } from '../errors/server-error.js'

/** Leaves the bodies of the routes of a scope, of whatever type, to `bytesOf`. */
export function leaveBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))
}

/** The bytes of a body as they come. Those that nobody reads are passed over: otherwise the connection's next request would wait for ever. */
export async function* bytesOf({ body }: FastifyRequest): AsyncGenerator<Buffer> {
  if (body === undefined || body === null) return
  const bytes = body as Readable
  try {
    yield* bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  } catch (error) {
    throw error instanceof ServerError ? error : new ServerError('cancelled', 'The body broke off.', { cause: error })
  } finally {
    bytes.resume()
  }
}
