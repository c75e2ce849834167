import { chown, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { isAlive } from './is-alive.js'
import { partialOf } from './partial-folder.js'
import { PostgresError } from './postgres-error.js'
import { mayBePostmaster } from './postmaster-process.js'

/** What `postmaster.pid` says of a PostgreSQL that runs. */
export interface Postmaster {
  pid: number
  port: number
  /** `starting`, `stopping`, `ready`, or empty while it has not said it yet. */
  state: string
}

const stopWithinMs = 120_000
const unwrittenForMs = 5_000

/**
 * The postmaster of a data folder, started by whichever process, or undefined if none runs. A `postmaster.pid` that a crash
 * left behind is put out of the way if PostgreSQL would take it for a running server.
 */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const file = join(data, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n').map((line) => line.trim())
  // A minus stands before the id of a PostgreSQL in single-user mode.
  const postmaster = { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), state: lines[7] ?? '' }
  if (postmaster.pid > 0) {
    if (await mayBePostmaster(postmaster.pid, data)) return postmaster
    if (isTakenForRunning(postmaster.pid)) await disown(file, text)
    return undefined
  }
  if (await isBeingWritten(file)) return postmaster
  await rm(file, { force: true })
  return undefined
}

/**
 * Stops this postmaster, not one that came after it, breaking off whatever is connected; rejects with `stop_failed` if it
 * cannot be told to, or still runs after two minutes.
 */
export async function stopPostmaster(data: string, pid: number): Promise<void> {
  const running = await findPostmaster(data)
  if (running?.pid !== pid) return
  // What pg_ctl sends for a fast stop.
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if (isAlive(pid)) throw stopFailed(data, pid, (error as Error).message, error)
  }
  const giveUpAt = Date.now() + stopWithinMs
  while (await mayBePostmaster(pid, data)) {
    if (Date.now() > giveUpAt) throw stopFailed(data, pid, `still runs after ${stopWithinMs / 1000} s`)
    await sleep(10)
  }
}

function isBeingWritten(file: string): Promise<boolean> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < unwrittenForMs,
    () => false,
  )
}

/** PostgreSQL knows a stale file by an id that is nobody's, or its parent's, which is us. */
function isTakenForRunning(pid: number): boolean {
  return pid !== process.pid && isAlive(pid)
}

/**
 * Puts our own process id in the place of one that means another program now. PostgreSQL, started by us, then takes the
 * file for stale, and still finds out by it whether a last backend of the server that wrote it is using the data.
 */
async function disown(file: string, text: string): Promise<void> {
  const aside = partialOf(file)
  const disowned = partialOf(file)
  try {
    await writeFile(disowned, text.replace(/^.*/, String(process.pid)), { mode: 0o600 })
    const { uid, gid } = await stat(file)
    await chown(disowned, uid, gid)
    await rename(file, aside)
    // A new postmaster may have written its own in the meantime.
    const isSame = (await readFile(aside, 'utf8')) === text
    await link(isSame ? disowned : aside, file)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await rm(aside, { force: true })
    await rm(disowned, { force: true })
  }
}

function stopFailed(data: string, pid: number, why: string, cause?: unknown): PostgresError {
  const message = `The embedded PostgreSQL of ${data} (pid ${pid}) did not stop when told to: ${why}. Look into the log beside it; the next start joins it if it is well.`
  return new PostgresError('stop_failed', message, { cause })
}
