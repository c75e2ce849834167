import { randomUUID } from 'node:crypto'
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Doorkeeper } from '../access/doorkeeper.js'
import type { Limits } from '../limits.js'
import type { Metrics } from '../operations/metrics.js'
import type { Pressure } from '../operations/pressure.js'
import { docsRoutes } from '../openapi/docs-routes.js'
import { restRoutes } from '../rest/rest-routes.js'
import { type AppRouter, appRouter } from '../router.js'
import type { Services } from '../services.js'
import { admit } from './admit.js'
import { backupRoute } from './backup-route.js'
import { bodyTimes } from './body-times.js'
import { answerBrokenRequest } from './broken-request.js'
import { crossOrigin } from './cross-origin.js'
import { errorHandler, retryAfterOf } from './error-handler.js'
import { actorOf, guard } from './guard.js'
import { healthRoutes } from './health-routes.js'
import { loadRoute } from './load-route.js'
import { metricsRoute } from './metrics-route.js'
import { rateLimits } from './rate-limits.js'
import { securityHeaders } from './security-headers.js'
import { uploadRoute } from './upload-route.js'
import { type RequestEnd, watchRequests } from './watch-requests.js'

export interface AppOptions {
  doorkeeper: Doorkeeper
  services: Services
  limits: Limits
  /** Origins whose pages may use the API, with a token. */
  corsOrigins: readonly string[]
  /** The proxies whose word on a client's address is taken. */
  trustProxy: string | undefined
  metrics: Metrics
  pressure: Pressure
  /** Whether the server has been told to stop. */
  isStopping: () => boolean
  /** Whether the server can do its work. */
  isReady: () => Promise<boolean>
  /** Told of each request; what it answers is called once when the request ends. */
  onRequest: (request: FastifyRequest) => (end: RequestEnd) => void
}

/** Makes the HTTP side of a server: what every request passes, in this order, and the routes. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { doorkeeper, services, limits } = options
  const app = bareApp(options)
  errorHandler(app)
  watchRequests(app, options.onRequest)
  securityHeaders(app)
  await crossOrigin(app, options.corsOrigins)
  admit(app, options)
  await rateLimits(app, limits, () => guard(app, doorkeeper))
  bodyTimes(app, limits)
  docsRoutes(app, services.version)
  healthRoutes(app, options.isReady)
  metricsRoute(app, options.metrics)
  uploadRoute(app, services.spool)
  loadRoute(app, services)
  backupRoute(app, services.backups)
  restRoutes(app, services)
  app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      maxBatchSize: MOST_CALLS,
      createContext: ({ req }) => ({
        requestId: req.id,
        access: req.access,
        accessNow: () => doorkeeper(req.headers),
        actor: actorOf(req),
        services,
      }),
      responseMeta: ({ errors: [error] }) => ({ headers: { ...retryAfterOf(error?.cause), ...retryAfterOf(error) } }),
    },
  } satisfies FastifyTRPCPluginOptions<AppRouter>)
  return app
}

/** The most procedures one request calls. */
const MOST_CALLS = 100

function bareApp({ services, limits, trustProxy }: AppOptions): FastifyInstance {
  // As Fastify's own logger type, without which the app's type would not be FastifyInstance.
  const loggerInstance: FastifyBaseLogger = services.log
  return Fastify({
    loggerInstance,
    // Each request is logged once, when it ends, by watchRequests; an error with the request's id.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    bodyLimit: limits.jsonBytes,
    genReqId: () => randomUUID(),
    trustProxy: trustProxy ?? false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 5000 },
    // A body may take hours, if it is an upload that goes on: bodyTimes looks after it.
    requestTimeout: 0,
    http: {
      headersTimeout: limits.headerSeconds * 1000,
      connectionsCheckingInterval: Math.min(5000, limits.headerSeconds * 500),
    },
    clientErrorHandler: answerBrokenRequest,
    // A watcher's answer does not end by itself: closing must not wait for it.
    forceCloseConnections: true,
  })
}
