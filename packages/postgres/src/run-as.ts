import { readFile, stat } from 'node:fs/promises'

import { PostgresError } from './postgres-error.js'
import { runProgram } from './run-program.js'

/** The user under which PostgreSQL runs, because it refuses to run as root. */
export interface RunAs {
  uid: number
  gid: number
}

/**
 * Nothing for an ordinary user, who runs PostgreSQL himself. For root: the owner of the data if that is not root, else the
 * user `postgres`, else `nobody`. Rejects with `start_failed` if none of these exists.
 */
export async function chooseRunAs(data: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(data).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (user) return { uid: Number(user[2]), gid: Number(user[3]) }
  const message =
    'PostgreSQL refuses to run as root, and /etc/passwd has neither a user postgres nor nobody to run it as. Run as an ordinary user, or set DATABASE_URL.'
  throw new PostgresError('start_failed', message)
}

/** Whether that user can get into a folder, its parents included. */
export async function canEnter(folder: string, runAs: RunAs): Promise<boolean> {
  const { ok } = await runProgram('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], runAs)
  return ok
}
