import { chmod, lstat, mkdir } from 'node:fs/promises'

import { PostgresError } from './postgres-error.js'

/**
 * Used by root only: here the user that PostgreSQL runs as can read what it cannot reach where it lies, a copy of the
 * binaries (when the program is installed under a closed folder) and data folders (when ROLLCALL_HOME is under one).
 */
export const systemFolder = '/var/lib/rollcall'

/** Makes the system folder; rejects with `home_not_usable` if somebody other than root could put files into it. */
export async function ensureSystemFolder(): Promise<void> {
  if (await mkdir(systemFolder, { recursive: true })) await chmod(systemFolder, 0o755)
  const found = await lstat(systemFolder)
  if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return
  const mode = (found.mode & 0o777).toString(8)
  const message = `${systemFolder} must be a folder that only root can write to; it belongs to uid ${found.uid} with mode ${mode}. Correct that, or set ROLLCALL_HOME to a folder that every user can pass through.`
  throw new PostgresError('home_not_usable', message)
}
