import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.js'
import { assertAllowed } from '../access/assert-allowed.js'
import type { Access, Doorkeeper } from '../access/doorkeeper.js'
import type { Scope } from '../access/scope.js'
import { ServerError } from '../errors/server-error.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must be allowed to use this route; `open` wants none, `procedure` leaves it to each procedure. */
    scope?: Scope | 'open' | 'procedure'
  }
  interface FastifyRequest {
    access: Access
  }
}

const NOBODY: Access = { token: null, scopes: [] }

/** In whose name a request acts. */
export function actorOf({ access, id }: FastifyRequest): Actor {
  return { token: access.token, requestId: id }
}

/** Asks who is asking before every route; a route that does not say what it needs is closed. */
export function guard(app: FastifyInstance, doorkeeper: Doorkeeper): void {
  app.decorateRequest('access')
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/trpc/')) route.config = { ...route.config, scope: 'procedure' }
  })
  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config
    request.access = NOBODY
    if (scope === 'open' || request.is404) return
    request.access = await doorkeeper(request.headers)
    if (scope !== 'procedure') assertAllowed(request.access, scope ?? closed(request))
  })
}

function closed(request: FastifyRequest): never {
  throw new ServerError(
    'forbidden',
    `${request.method} ${request.routeOptions.url} does not say which scope it needs, so nobody may use it.`,
  )
}
