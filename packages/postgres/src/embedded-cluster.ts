import { chmod, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { ensureConnection, type Connection } from './connection-file.js'
import { createDataFolder, findDataFolder } from './data-folder.js'
import { removeStalePartials } from './partial-folder.js'
import { findBinaries, type Binaries } from './postgres-binaries.js'
import { PostgresError } from './postgres-error.js'
import { chooseRunAs, type RunAs } from './run-as.js'
import { systemFolder } from './system-folder.js'

/** One embedded PostgreSQL on disk, initialised and of the right version, running or not. */
export interface Cluster {
  /** ROLLCALL_HOME, absolute. */
  home: string
  /** PGDATA with every link resolved: its user may be unable to pass through `home`. */
  data: string
  /** The server's log, opened by us and handed on as a descriptor. */
  log: string
  /** Where port, user and password are kept. */
  connectionFile: string
  connection: Connection
  binaries: Binaries
  runAs: RunAs | undefined
}

/**
 * Makes `<home>/postgres` ready to start: `data` (PGDATA), `connection.json` and `log`. Whatever is there is kept; rejects
 * with `home_not_usable`, `other_major_version`, `start_failed` or `unsupported_platform`.
 */
export async function openCluster(relativeHome: string): Promise<Cluster> {
  const home = resolve(relativeHome)
  try {
    return await prepare(home, join(home, 'postgres'))
  } catch (error) {
    if (error instanceof PostgresError) throw error
    const message = `${home} cannot be used as ROLLCALL_HOME: ${(error as Error).message}. Set ROLLCALL_HOME to a folder this user can write to, or DATABASE_URL to a PostgreSQL that is there.`
    throw new PostgresError('home_not_usable', message, { cause: error })
  }
}

async function prepare(home: string, folder: string): Promise<Cluster> {
  const files = { data: join(folder, 'data'), log: join(folder, 'log'), connection: join(folder, 'connection.json') }
  await mkdir(folder, { recursive: true })
  const runAs = await chooseRunAs(files.data)
  // The user that PostgreSQL runs as has to pass through this folder, but to read nothing in it except its own.
  await chmod(folder, runAs ? 0o711 : 0o700)
  const binaries = await findBinaries({ runAs, copies: runAs ? systemFolder : join(folder, 'binaries') })
  await removeStalePartials(folder)
  const found = await findDataFolder(files.data, { binaries, runAs })
  const connection = await ensureConnection(files.connection, { mayCreate: found === undefined })
  const data = found ?? (await createDataFolder(files.data, { binaries, runAs, connection }))
  return { home, data, log: files.log, connectionFile: files.connection, connection, binaries, runAs }
}
