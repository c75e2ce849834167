import { randomBytes } from 'node:crypto'
import { lstat, readdir, readlink, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { isAlive } from './is-alive.js'

const oldAfterMs = 10 * 60_000

/** A name beside `path` under which it is built before it is renamed; tells who builds, so that a stale one can be told. */
export function partialOf(path: string): string {
  return `${path}.partial-${process.pid}-${randomBytes(4).toString('hex')}`
}

/** Removes what processes that were killed left half built; what cannot be removed is left to the next start. */
export async function removeStalePartials(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.includes('.partial-'))
  await Promise.allSettled(names.map((name) => removeIfStale(join(folder, name))))
}

async function removeIfStale(partial: string): Promise<void> {
  const pid = Number(/\.partial-(\d+)-[^-]*$/.exec(partial)?.[1])
  // A process id comes back, in a container even at every start: age decides then.
  const isOld = Date.now() - (await lstat(partial)).mtimeMs > oldAfterMs
  if (!isAlive(pid) || isOld) await removePartial(partial)
}

/** Removes a partial folder, and if it is a link, the folder it points at too, unless the finished thing lies in there. */
export async function removePartial(partial: string): Promise<void> {
  const target = await readLink(partial)
  if (target !== undefined) {
    const finished = await readLink(partial.slice(0, partial.lastIndexOf('.partial-')))
    const isInUse = finished !== undefined && dirname(finished) === target
    await removeAll(isInUse ? join(target, 'password') : target)
  }
  await removeAll(partial)
}

async function readLink(path: string): Promise<string | undefined> {
  return readlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EINVAL') return undefined
    throw error
  })
}

/** Insists a little: the initdb of a process that was killed may still be writing. */
function removeAll(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5 })
}
