import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type AccessRules, createDoorkeeper, type Doorkeeper } from './access/doorkeeper.js'
import { createBackupService } from './backups/backup-service.js'
import { diskStorage } from './backups/disk-storage.js'
import { openDatabase } from './database/open-database.js'
import { backupRoute } from './http/backup-route.js'
import { errorHandler } from './http/error-handler.js'
import { actorOf, guard } from './http/guard.js'
import { healthRoutes } from './http/health-routes.js'
import { uploadRoute } from './http/upload-route.js'
import { createLoadService } from './loads/load-service.js'
import { openSpool } from './loads/spool.js'
import { restRoutes } from './rest/rest-routes.js'
import { type AppRouter, appRouter } from './router.js'
import type { Services } from './services.js'
import { createTaskRunner } from './tasks/task-runner.js'

export interface ServerOptions {
  /** postgres://…, migrated. */
  databaseUrl: string
  /** ROLLCALL_HOME: uploads are kept below it. */
  home: string
  /** Where backups are kept; `<home>/backups` if it is not given. */
  backupDir?: string | undefined
  /** Who may do what; the default is for a server that only this machine reaches. */
  access?: AccessRules | undefined
  log: Logger
  version: string
}

/** A server that is not listening yet, or no longer. */
export interface RollcallServer extends AsyncDisposable {
  /** Starts to listen; answers the URL. Port 0 takes a free one. */
  listen(address: { host: string; port: number }): Promise<string>
}

/** What holds for a server that only this machine reaches, until a token is made. */
const ONLY_HERE: AccessRules = { anonymousScopes: [], loopback: true }

/** The largest JSON body, in bytes: 1,000 rows of the longest text fit. */
const JSON_LIMIT = 4 * 1024 * 1024

/** Makes the server on a migrated database; disposing of it stops its tasks and closes its connections. */
export async function createServer(options: ServerOptions): Promise<RollcallServer> {
  const { databaseUrl, home, backupDir = join(home, 'backups'), access = ONLY_HERE, log, version } = options
  const database = openDatabase(databaseUrl)
  const tasks = await createTaskRunner(database, log)
  const spool = openSpool(join(home, 'uploads'))
  const loads = createLoadService(database, tasks, spool)
  const storage = diskStorage(backupDir)
  await storage.clean()
  const backups = createBackupService({ database, tasks, storage, spool })
  const doorkeeper = createDoorkeeper(database.query, access)
  const app = createApp(doorkeeper, { database, tasks, spool, loads, backups, log, version })
  return {
    listen: ({ host, port }) => app.listen({ host, port }),
    async [Symbol.asyncDispose]() {
      await tasks[Symbol.asyncDispose]()
      await app.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

function createApp(doorkeeper: Doorkeeper, services: Services): FastifyInstance {
  // As Fastify's own logger type, without which the app's type would not be FastifyInstance.
  const loggerInstance: FastifyBaseLogger = services.log
  const app = Fastify({
    loggerInstance,
    bodyLimit: JSON_LIMIT,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 5000 },
    // A watcher's answer does not end by itself: closing must not wait for it.
    forceCloseConnections: true,
  })
  errorHandler(app)
  guard(app, doorkeeper)
  healthRoutes(app, services.database)
  uploadRoute(app, services.spool)
  backupRoute(app, services.backups)
  restRoutes(app, services)
  app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      createContext: ({ req }) => ({ requestId: req.id, access: req.access, actor: actorOf(req), services }),
    },
  } satisfies FastifyTRPCPluginOptions<AppRouter>)
  return app
}
