import { findDatabase } from '@rollcall/postgres'
import {
  createServer,
  type Database,
  hasValidToken,
  isLoopback,
  migrateUp,
  openDatabase,
  waitForDatabase,
} from '@rollcall/server'
import { Command } from 'commander'
import { readSettings, type Settings } from '../env.js'
import { openLog } from '../open-log.js'
import { version } from '../version.js'

/** `rollcall-server serve`: finds or starts the database, migrates it, listens until it is told to stop. */
export function serveCommand(): Command {
  return new Command('serve').description('serve the API (the default)').action(serve)
}

async function serve(): Promise<void> {
  const stop = stopSignal()
  const settings = readSettings(process.env)
  const { databaseUrl, home, host, port, logLevel, backupDir, databaseWaitSeconds } = settings
  const log = openLog(logLevel)
  const onTrouble = (error: Error) => log.error({ err: error }, 'The embedded PostgreSQL went away and is not back')
  await using found = await findDatabase({ databaseUrl, home, role: 'serve', onTrouble })
  const tell = (message: string) => log.warn(message)
  await waitForDatabase(found.url, { seconds: databaseWaitSeconds, tell, signal: stop.signal })
  if (stop.signal.aborted) return
  await prepare(found.url, settings, (names) => log.info({ migrations: names }, 'The schema was brought up to date'))
  const { adminToken, anonymousScopes, limits, corsOrigins, trustProxy } = settings
  const access = { adminToken, anonymousScopes, loopback: isOnlyHere(settings) }
  await using server = await createServer({
    databaseUrl: found.url,
    home,
    backupDir,
    access,
    limits,
    corsOrigins,
    trustProxy,
    log,
    version,
  })
  const url = await server.listen({ host, port })
  log.info({ url, home, embedded: found.embedded, version }, `Rollcall serves at ${url}`)
  log.info(`${await stop.signalled} received: ending what runs, for at most ${settings.shutdownSeconds} s`)
  await server.drain(settings.shutdownSeconds)
  log.info('Stopping')
}

/** Migrates, and refuses to be open to everybody. */
async function prepare(url: string, settings: Settings, tell: (names: string[]) => void): Promise<void> {
  await using database = openDatabase(url)
  const names = await migrateUp(database)
  if (names.length > 0) tell(names)
  await assertClosed(database, settings)
}

/** Whether nobody but this machine asks; behind a proxy everybody may, whatever address the server has. */
function isOnlyHere({ host, trustProxy }: Settings): boolean {
  return isLoopback(host) && trustProxy === undefined
}

async function assertClosed({ query }: Database, settings: Settings): Promise<void> {
  const { host, adminToken, trustProxy } = settings
  if (isOnlyHere(settings) || adminToken !== undefined || (await hasValidToken(query))) return
  const reached = trustProxy === undefined ? `HOST is ${host}` : 'ROLLCALL_TRUST_PROXY names a proxy'
  throw new Error(
    `${reached}, which other machines reach, and there is no token, so anybody could read and change everything.\n` +
      'Make one and start again:\n\n  rollcall-server token create --name admin --scope admin\n\n' +
      'or set ROLLCALL_ADMIN_TOKEN, or set HOST to 127.0.0.1 with no proxy before it.',
  )
}

interface Stop {
  readonly signal: AbortSignal
  /** Resolves with the first signal to stop. */
  readonly signalled: Promise<NodeJS.Signals>
}

/** Listens for the signals to stop; a second one ends the process at once. */
function stopSignal(): Stop {
  const controller = new AbortController()
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (controller.signal.aborted) process.exit(1)
        controller.abort()
        resolve(name)
      })
    }
  })
  return { signal: controller.signal, signalled }
}
