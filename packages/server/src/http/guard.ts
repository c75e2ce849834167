import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.js'
import { assertAllowed } from '../access/assert-allowed.js'
import type { Access, Doorkeeper } from '../access/doorkeeper.js'
import type { Scope } from '../access/scope.js'
import { assertWebRequest } from './assert-web-request.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must be allowed to use this route, or one of several; `open` wants none, `procedure` leaves it to each procedure. */
    scope?: Scope | Scope[] | 'open' | 'procedure'
  }
  interface FastifyInstance {
    guardedRoutes: readonly GuardedRoute[]
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

/** A route as it was registered, with what it says it needs. */
export interface GuardedRoute {
  method: string
  url: string
  scope: FastifyContextConfig['scope']
  /** What /openapi.json says of it. */
  docs: FastifyContextConfig['docs']
}

/** Asks who is asking before every route; a route that does not say what it needs is closed. `guardedRoutes` has them all. */
export function guard(app: FastifyInstance, doorkeeper: Doorkeeper): void {
  const routes: GuardedRoute[] = []
  app.decorate('guardedRoutes', routes).decorateRequest('access')
  app.addHook('onRoute', (route) => {
    // tRPC's plugin says nothing of its one route.
    if (route.url === '/trpc/:path') route.config = { ...route.config, scope: 'procedure', docs: 'none' }
    const { scope, docs } = route.config ?? {}
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, scope, docs })
  })
  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config
    request.access = NOBODY
    assertWebRequest(request)
    if (scope === 'open' || request.is404) return
    request.access = await doorkeeper(request.headers)
    if (scope !== 'procedure') assertAllowed(request.access, [scope ?? []].flat())
  })
}
