import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appRouter } from '../router.js'

/** A request that has been answered, or whose client went away before. */
export interface RequestEnd {
  requestId: string
  method: string
  /** The route's pattern or the procedure's name, never what a client made up. */
  route: string
  /** 499 when the client went away before all of the answer was sent. */
  status: number
  /** The id of the token it came with. */
  token: string | null
  milliseconds: number
  address: string
}

/** Calls `begin` with each request and, once, when it ends, what that answered; gives each its id back as `x-request-id`. */
export function watchRequests(
  app: FastifyInstance,
  begin: (request: FastifyRequest) => (end: RequestEnd) => void,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    const began = performance.now()
    const end = begin(request)
    reply.header('x-request-id', request.id)
    // Unlike `finish` it comes in every case.
    reply.raw.once('close', () => end(endOf(request, reply, performance.now() - began)))
    done()
  })
}

function endOf(request: FastifyRequest, reply: FastifyReply, milliseconds: number): RequestEnd {
  return {
    requestId: request.id,
    method: request.method,
    route: routeOf(request),
    status: reply.raw.writableFinished ? reply.raw.statusCode : 499,
    token: request.access?.token ?? null,
    milliseconds: Math.round(milliseconds * 1000) / 1000,
    address: request.ip,
  }
}

function routeOf({ is404, routeOptions, params }: FastifyRequest): string {
  const { url } = routeOptions
  if (is404 || url === undefined) return 'unknown'
  if (!url.startsWith('/trpc/')) return url
  const { path } = params as { path: string }
  return Object.hasOwn(appRouter._def.procedures, path) ? `/trpc/${path}` : url
}
