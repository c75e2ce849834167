import { findDatabase } from '@rollcall/postgres'
import { createServer, type Database, hasValidToken, isLoopback, migrateUp, openDatabase } from '@rollcall/server'
import { Command } from 'commander'
import pino from 'pino'
import { readSettings, type Settings } from '../env.js'
import { version } from '../version.js'

/** `rollcall-server serve`: finds or starts the database, migrates it, listens until it is told to stop. */
export function serveCommand(): Command {
  return new Command('serve').description('serve the API (the default)').action(serve)
}

async function serve(): Promise<void> {
  const stopped = stopSignal()
  const settings = readSettings(process.env)
  const { databaseUrl, home, host, port, logLevel, backupDir } = settings
  const log = pino({ level: logLevel })
  await using found = await findDatabase({ databaseUrl, home, role: 'serve' })
  await prepare(found.url, settings, (names) => log.info({ migrations: names }, 'The schema was brought up to date'))
  const { adminToken, anonymousScopes } = settings
  const access = { adminToken, anonymousScopes, loopback: isLoopback(host) }
  await using server = await createServer({ databaseUrl: found.url, home, backupDir, access, log, version })
  const url = await server.listen({ host, port })
  log.info({ url, home, embedded: found.embedded, version }, `Rollcall serves at ${url}`)
  log.info(`${await stopped} received: stopping`)
}

/** Migrates, and refuses to be open to everybody. */
async function prepare(url: string, settings: Settings, tell: (names: string[]) => void): Promise<void> {
  await using database = openDatabase(url)
  const names = await migrateUp(database)
  if (names.length > 0) tell(names)
  await assertClosed(database, settings)
}

async function assertClosed({ query }: Database, { host, adminToken }: Settings): Promise<void> {
  if (isLoopback(host) || adminToken !== undefined || (await hasValidToken(query))) return
  throw new Error(
    `HOST is ${host}, which other machines reach, and there is no token, so anybody could read and change everything.\n` +
      'Make one and start again:\n\n  rollcall-server token create --name admin --scope admin\n\n' +
      'or set ROLLCALL_ADMIN_TOKEN, or set HOST to 127.0.0.1.',
  )
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
