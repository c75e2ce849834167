import { findDatabase } from '@rollcall/postgres'
import { createServer, migrateUp, openDatabase } from '@rollcall/server'
import { Command } from 'commander'
import pino from 'pino'
import { readSettings } from '../env.js'
import { version } from '../version.js'

/** `rollcall-server serve`: finds or starts the database, migrates it, listens until it is told to stop. */
export function serveCommand(): Command {
  return new Command('serve').description('serve the API (the default)').action(serve)
}

async function serve(): Promise<void> {
  const stopped = stopSignal()
  const { databaseUrl, home, host, port, logLevel } = readSettings(process.env)
  const log = pino({ level: logLevel })
  await using found = await findDatabase({ databaseUrl, home, role: 'serve' })
  await migrate(found.url, (names) => log.info({ migrations: names }, 'The schema was brought up to date'))
  await using server = await createServer({ databaseUrl: found.url, home, log, version })
  const url = await server.listen({ host, port })
  log.info({ url, home, embedded: found.embedded, version }, `Rollcall serves at ${url}`)
  log.info(`${await stopped} received: stopping`)
}

async function migrate(url: string, tell: (names: string[]) => void): Promise<void> {
  await using database = openDatabase(url)
  const names = await migrateUp(database)
  if (names.length > 0) tell(names)
}

/** Resolves with the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        process.on(signal, () => process.exit(1))
        resolve(signal)
      })
    }
  })
}
