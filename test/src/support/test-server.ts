import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRollcall, type Rollcall } from '@rollcall/sdk'
import { createServer, type RollcallServer, type ServerOptions } from '@rollcall/server'
import pino from 'pino'
import { testDatabase, type TestDatabase } from './test-database.js'
import { unhurried } from './unhurried.js'

/** A server in this process on a database of its own, and a client of it. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly home: string
  readonly database: TestDatabase
  readonly rollcall: Rollcall
  /** Every route it has, with the scope it says it needs. */
  readonly routes: RollcallServer['routes']
}

/** Starts a server on a free port; `prepare` comes before its first connection. */
export async function testServer(
  prepare?: (database: TestDatabase) => Promise<void>,
  { limits, ...options }: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const database = await testDatabase()
  await prepare?.(database)
  const home = await mkdtemp(join(tmpdir(), 'rollcall-home-'))
  const server = await createServer({
    databaseUrl: database.url,
    home,
    log: pino({ level: 'silent' }),
    version: 'test',
    limits: { ...unhurried, ...limits },
    ...options,
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    home,
    database,
    rollcall: createRollcall({ url }),
    routes: server.routes,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
}
