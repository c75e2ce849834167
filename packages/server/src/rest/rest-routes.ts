import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.js'
import { BODY_LIMIT } from './limits.js'
import { restBodies } from './rest-bodies.js'
import { restErrors } from './rest-errors.js'
import { restTable, type RestRoute } from './rest-table.js'

/** The paths of the old REST service, for its clients; each calls what the tRPC procedures call. */
export function restRoutes(app: FastifyInstance, services: Services): void {
  app.register((scope, _options, done) => {
    restBodies(scope)
    restErrors(scope)
    for (const route of restTable) {
      scope.route({
        method: route.methods,
        url: route.path,
        config: { scope: route.scope, docs: route.docs },
        bodyLimit: BODY_LIMIT,
        exposeHeadRoute: hasHead(route),
        handler: (request, reply) => route.answer(services, request, reply),
      })
    }
    for (const path of new Set(restTable.map(({ path }) => path))) refuseOtherMethods(scope, path)
    done()
  })
}

/** HEAD runs what GET runs, so only what changes nothing has it. */
function hasHead({ methods, scope }: RestRoute): boolean {
  return scope === 'read' && methods.includes('GET')
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function refuseOtherMethods(scope: FastifyInstance, path: string): void {
  const routes = restTable.filter((route) => route.path === path)
  const allowed = routes.flatMap((route) => (hasHead(route) ? [...route.methods, 'HEAD'] : route.methods))
  scope.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url: path,
    config: { scope: 'read', docs: 'none' },
    // Before the body is read: whatever it is, the method is what is wrong.
    onRequest: async (request, reply) =>
      reply
        .code(405)
        .header('allow', allowed.join(', '))
        .send({ detail: `Method "${request.method}" is not allowed here; ${allowed.join(', ')} is.` }),
    handler: () => undefined,
  })
}
