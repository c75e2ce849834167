import { execFile } from 'node:child_process'
import { readFile, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

import { isAlive } from './is-alive.js'

/**
 * Whether the process `pid` may be the postmaster of this data folder. False only if it certainly is not: its id was given
 * to another program after a crash, or to the postmaster of another folder, or it ended and nobody waited for it.
 */
export async function mayBePostmaster(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const line = await commandLine(pid)
  // The system does not tell, or the process has just ended and was waited for.
  if (!line) return isAlive(pid)
  const [program = '', ...args] = line
  if (basename(program) !== 'postgres') return false
  const folder = args[args.indexOf('-D') + 1]
  if (!args.includes('-D') || folder === undefined || (await realpath(folder).catch(() => data)) === data) return true
  const pidFile = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  return Number(pidFile.split('\n')[0]) !== pid
}

/** The program and its arguments (not on macOS), all empty if it has ended; undefined if the system does not tell. */
async function commandLine(pid: number): Promise<string[] | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
    return text?.split('\0')
  }
  const listed = await promisify(execFile)('/bin/ps', ['-p', String(pid), '-o', 'comm=']).catch(() => undefined)
  return listed && [listed.stdout.trim()]
}
