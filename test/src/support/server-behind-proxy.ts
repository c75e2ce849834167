import { createRollcall, type Rollcall } from '@rollcall/sdk'
import { createServer } from '@rollcall/server'
import { expect } from 'vitest'
import { logLines } from './log-lines.js'
import { type PgProxy, pgProxy } from './pg-proxy.js'
import { spoolOf } from './spool-of.js'
import { tempFolder } from './temp-folder.js'
import { testDatabase, type TestDatabase } from './test-database.js'
import { unhurried } from './unhurried.js'
import { until } from './until.js'

/** A server that reaches its database by a network that can be made to fail. */
export interface ServerBehindProxy extends AsyncDisposable {
  readonly url: string
  readonly rollcall: Rollcall
  readonly proxy: PgProxy
  /** Reached directly. */
  readonly database: TestDatabase
  /** What it logged as an error: something nobody foresaw. */
  errors(): unknown[]
  /** Waits until it is at rest: nothing in its spool, no session but the idle ones it keeps, and the one that shows that it lives. */
  atRest(): Promise<void>
}

export async function serverBehindProxy(): Promise<ServerBehindProxy> {
  const database = await testDatabase()
  const proxy = await pgProxy(database.url)
  const home = await tempFolder()
  const { log, lines } = logLines()
  const server = await createServer({
    databaseUrl: proxy.url,
    home: home.path,
    log,
    version: 'test',
    limits: unhurried,
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    rollcall: createRollcall({ url }),
    proxy,
    database,
    errors: () => lines().filter(({ level }) => level === 50),
    atRest: () => atRest(database, home.path),
    async [Symbol.asyncDispose]() {
      proxy.plan()
      await server[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

interface Sessions {
  tasks: number
  busy: number
  present: number
}

async function atRest({ sql }: TestDatabase, home: string): Promise<void> {
  let seen: unknown
  const rest = { sessions: [{ tasks: 1, busy: 0, present: 1 }], spool: [] }
  await until('rest', async () => {
    seen = { sessions: await sql<Sessions>(SESSIONS), spool: await spoolOf(home) }
    return JSON.stringify(seen) === JSON.stringify(rest)
  }).catch(() => expect(seen).toEqual(rest))
}

const SESSIONS = `
  SELECT count(*) FILTER (WHERE application_name = 'rollcall task')::integer AS tasks,
         count(*) FILTER (WHERE state <> 'idle')::integer AS busy,
         (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 1382840403
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))::integer AS present
    FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'rollcall%'`
