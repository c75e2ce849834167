import { randomBytes } from 'node:crypto'
import {
  chown,
  lchown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Connection } from './connection-file.js'
import { partialOf, removePartial } from './partial-folder.js'
import type { Binaries } from './postgres-binaries.js'
import { PostgresError } from './postgres-error.js'
import { canEnter, type RunAs } from './run-as.js'
import { runProgram } from './run-program.js'
import { ensureSystemFolder, systemFolder } from './system-folder.js'

/** The programs that will use a data folder and the user they run as. */
export interface DataFolderUse {
  binaries: Binaries
  runAs: RunAs | undefined
}

/**
 * The real path of the data folder, or undefined if there is none yet. Rejects with `other_major_version`, or with
 * `home_not_usable` if what is there is no PostgreSQL data or a link to nothing; changes nothing in either case.
 */
export async function findDataFolder(data: string, { binaries, runAs }: DataFolderUse): Promise<string | undefined> {
  const entry = await lstat(data).catch(ignoreMissing)
  if (!entry) return undefined
  const real = await realpath(data).catch(ignoreMissing)
  if (!real) throw notUsable(`${data} points at ${await readlink(data)}, which is gone`)
  const names = await readdir(real)
  if (names.length === 0 && !entry.isSymbolicLink()) return undefined
  if (!names.includes('PG_VERSION'))
    throw notUsable(`${real} holds no PostgreSQL database (there is no PG_VERSION in it)`)
  const major = (await readFile(join(real, 'PG_VERSION'), 'utf8')).trim()
  if (major !== binaries.major) throw otherMajorVersion(real, major, binaries.major)
  if (runAs && (await lstat(real)).uid === 0) await handOver(real, runAs)
  if (runAs && !(await canEnter(dirname(real), runAs))) throw outOfReach(real, runAs)
  return real
}

/** Runs initdb where nobody looks and puts the result in place in one step; of several who do so at once the first wins. */
export async function createDataFolder(
  data: string,
  { binaries, runAs, connection }: DataFolderUse & { connection: Connection },
): Promise<string> {
  const partial = partialOf(data)
  try {
    const place = await makePlace(partial, runAs)
    await initialise(place, { binaries, runAs, connection })
    if (place === partial) await rename(join(place, 'data'), data)
    else await symlink(join(place, 'data'), data)
  } catch (error) {
    if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await removePartial(partial)
  }
  return realpath(data)
}

/**
 * The folder to initialise in. If the user that PostgreSQL runs as cannot pass through ROLLCALL_HOME's parents, the data live
 * in the system folder and `<home>/postgres/data` is a link to them; nothing outside of ROLLCALL_HOME is opened for it.
 */
async function makePlace(partial: string, runAs: RunAs | undefined): Promise<string> {
  if (!runAs || (await canEnter(dirname(partial), runAs))) return makePrivate(partial, runAs)
  await ensureSystemFolder()
  const place = join(systemFolder, randomBytes(8).toString('hex'))
  await symlink(place, partial)
  return makePrivate(place, runAs)
}

async function makePrivate(folder: string, runAs: RunAs | undefined): Promise<string> {
  await mkdir(folder, { mode: 0o700 })
  if (runAs) await chown(folder, runAs.uid, runAs.gid)
  return folder
}

async function initialise(place: string, use: DataFolderUse & { connection: Connection }): Promise<void> {
  const { binaries, runAs, connection } = use
  const passwordFile = join(place, 'password')
  await writeFile(passwordFile, connection.password, { mode: 0o600, flag: 'wx' })
  if (runAs) await chown(passwordFile, runAs.uid, runAs.gid)
  // The builtin C.UTF-8 orders by code point and knows every letter, the same on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${connection.user}`, `--pwfile=${passwordFile}`, '--auth-local=reject']
  const settings = ['--auth-host=scram-sha-256', '--set=timezone=UTC', '--set=log_timezone=UTC']
  const args = [...locale, ...access, ...settings, `--pgdata=${join(place, 'data')}`]
  const { ok, output } = await runProgram(binaries.initdb, args, runAs)
  if (!ok) throw new PostgresError('start_failed', `initdb could not make a database in ${place}: ${output}`)
}

/** A data folder that root copied here: PostgreSQL wants its own user to own it. */
async function handOver(data: string, { uid, gid }: RunAs): Promise<void> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  for (const entry of entries) await lchown(join(entry.parentPath, entry.name), uid, gid)
  // Last, because its owner is what tells that this is still to be done.
  await lchown(data, uid, gid)
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function notUsable(what: string): PostgresError {
  const message = `${what}. Put back what was there, or move it away to begin with an empty database.`
  return new PostgresError('home_not_usable', message)
}

function outOfReach(data: string, { uid }: RunAs): PostgresError {
  const message = `${data} lies in a folder that is closed to uid ${uid}, as whom PostgreSQL runs because it refuses to run as root. Open the folders above it (chmod o+x), or move ROLLCALL_HOME to where every user can pass through.`
  return new PostgresError('home_not_usable', message)
}

function otherMajorVersion(data: string, found: string, wanted: string): PostgresError {
  const message = `${data} was made by PostgreSQL ${found}, and this release brings PostgreSQL ${wanted}. Nothing was changed. Start the release that made it and take a backup, or move the folder away to begin with an empty database.`
  return new PostgresError('other_major_version', message)
}
