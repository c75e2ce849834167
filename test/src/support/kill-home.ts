import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { serverHome } from './server-home.js'
import { endPostgres, serverCommand, type ServerProcess, startServer } from './server-process.js'
import type { TestDatabase } from './test-database.js'

/** A home whose server is killed and started again; its PostgreSQL is the embedded one. */
export interface KillHome extends AsyncDisposable {
  readonly path: string
  /** The server that runs now. */
  readonly server: () => ServerProcess
  readonly sql: TestDatabase['sql']
  /** Kills the server after so many milliseconds, with its PostgreSQL or without, and starts it again. */
  killAfter(milliseconds: number, options: { postgres: boolean }): Promise<void>
  /** How long each start took until /readyz said so, in milliseconds. */
  readonly startTimes: readonly number[]
}

export async function killHome(): Promise<KillHome> {
  const home = await serverHome()
  const startTimes: number[] = []
  const start = async () => {
    const from = performance.now()
    const server = await startServer({ home: home.path })
    const { status } = await fetch(`${server.url}/readyz`)
    if (status !== 200) throw new Error(`The server was started and /readyz says ${status}: ${server.log()}`)
    startTimes.push(performance.now() - from)
    return server
  }
  let server = await start()
  const url = (await serverCommand(home.path, 'database-url')).stdout.trim()
  return {
    path: home.path,
    startTimes,
    server: () => server,
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query<Row>(text, values)).rows
      } finally {
        await client.end()
      }
    },
    async killAfter(milliseconds, { postgres }) {
      await pause(milliseconds)
      await server.kill()
      if (postgres) await endPostgres(home.path)
      server = await start()
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await home[Symbol.asyncDispose]()
    },
  }
}
