import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type AccessRules, createDoorkeeper } from './access/doorkeeper.js'
import { createTokenService } from './access/token-service.js'
import { createBackupService } from './backups/backup-service.js'
import { diskStorage } from './backups/disk-storage.js'
import { openDatabase } from './database/open-database.js'
import { createApp } from './http/create-app.js'
import type { GuardedRoute } from './http/guard.js'
import { defaultLimits, type Limits } from './limits.js'
import { createLoadService } from './loads/load-service.js'
import { keepSpoolTidy } from './loads/spool/keep-spool-tidy.js'
import { openSpool } from './loads/spool/spool.js'
import { errorForLog } from './operations/error-for-log.js'
import { createMetrics } from './operations/metrics.js'
import { watchPressure } from './operations/pressure.js'
import { createReadiness } from './operations/readiness.js'
import { logRequest } from './operations/request-log.js'
import { createStopping } from './operations/stopping.js'
import { homeId } from './tasks/home-id.js'
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
  /** How much is taken; what is not given has its default. */
  limits?: Partial<Limits> | undefined
  /** Origins whose pages may use the API, with a token; none if not given. */
  corsOrigins?: readonly string[] | undefined
  /** The proxies whose word on a client's address is taken: addresses, networks, `loopback`; none if not given. */
  trustProxy?: string | undefined
  log: Logger
  version: string
}

/** A server that is not listening yet, or no longer. */
export interface RollcallServer extends AsyncDisposable {
  /** Every route, once it listens, with the scope it says it needs. */
  readonly routes: readonly GuardedRoute[]
  /** Starts to listen; answers the URL. Port 0 takes a free one. */
  listen(address: { host: string; port: number }): Promise<string>
  /**
   * Takes no new work from now on, says so at /readyz, and waits until the requests and tasks that are under way have ended, but no
   * longer than so many seconds. Dispose of the server afterwards.
   */
  drain(seconds: number): Promise<void>
}

/** What holds for a server that only this machine reaches, until a token is made. */
const ONLY_HERE: AccessRules = { anonymousScopes: [], loopback: true }

/** Makes the server on a migrated database; disposing of it stops its tasks and closes its connections. */
export async function createServer(options: ServerOptions): Promise<RollcallServer> {
  const parts: AsyncDisposable[] = []
  try {
    return await assemble(options, (part) => void parts.push(part))
  } catch (error) {
    // What is left open would keep the process alive, and the tasks it took over from ending.
    for (const part of parts.toReversed()) await part[Symbol.asyncDispose]()
    throw error
  }
}

/** Tells of each part that has to be closed as soon as it is there. */
async function assemble(options: ServerOptions, made: (part: AsyncDisposable) => void): Promise<RollcallServer> {
  const { databaseUrl, home, backupDir = join(home, 'backups'), access = ONLY_HERE, version } = options
  const limits = { ...defaultLimits, ...options.limits }
  const log = options.log.child({}, { serializers: { err: errorForLog } })
  const database = openDatabase(databaseUrl, limits)
  made(database)
  const storage = diskStorage(backupDir)
  const metrics = createMetrics({ database, storage })
  const tasks = await createTaskRunner(database, {
    home: await homeId(home),
    most: limits.tasks,
    tally: metrics.tasks,
    log,
  })
  made(tasks)
  const spool = await openSpool(join(home, 'uploads'), limits)
  const tidying = await keepSpoolTidy({ spool, query: database.query, log, keepFor: limits.uploadHours * 3_600_000 })
  made(tidying)
  const loads = createLoadService({ database, tasks, spool, limits })
  await storage.clean()
  const backups = createBackupService({ database, tasks, storage, spool })
  loads.runAgain(tasks.takenOver)
  const tokens = createTokenService(database.query, access)
  const pressure = watchPressure(database, limits)
  const isReady = createReadiness({ database, folders: [home, backupDir], diskFloor: limits.diskFloor })
  const stopping = createStopping()
  const app = await createApp({
    doorkeeper: createDoorkeeper(database.query, access),
    services: { database, tasks, spool, loads, backups, tokens, log, version },
    limits,
    corsOrigins: options.corsOrigins ?? [],
    trustProxy: options.trustProxy,
    metrics,
    pressure,
    isStopping: () => stopping.begun,
    isReady: async () => !stopping.begun && isReady(),
    onRequest(request) {
      const answered = stopping.onRequest(request)
      return (end) => {
        answered()
        metrics.requestEnded(end)
        logRequest(log, end)
      }
    },
  })
  return {
    routes: app.guardedRoutes,
    listen: ({ host, port }) => app.listen({ host, port }),
    async drain(seconds) {
      stopping.begin()
      await within(seconds, Promise.all([stopping.answered(), tasks.drain()]))
    },
    async [Symbol.asyncDispose]() {
      stopping.begin()
      await tasks[Symbol.asyncDispose]()
      await within(TELL_WITHIN, stopping.told())
      await app.close()
      await tidying[Symbol.asyncDispose]()
      pressure[Symbol.dispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** How many seconds those that watch a task have to hear of its end. */
const TELL_WITHIN = 1

/** Waits for something, but not longer than so many seconds. */
async function within(seconds: number, something: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  await Promise.race([something, pause(seconds * 1000, undefined, { signal: timer.signal }).catch(() => undefined)])
  timer.abort()
}
