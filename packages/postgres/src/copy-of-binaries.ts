import { chmod, copyFile, cp, lstat, mkdir, readdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { partialOf, removePartial, removeStalePartials } from './partial-folder.js'
import { ensureSystemFolder } from './system-folder.js'

/** How to copy: `complete` is called on the copy before it is put in place. */
export interface CopyOptions {
  /** Whether the copy goes into the system folder, for another user to run. */
  ownedByRoot: boolean
  complete: (folder: string) => Promise<boolean>
}

/** Makes sure that `copy` holds all files of `packageFolder`, readable by everyone; an incomplete one is replaced whole. */
export async function copyOfBinaries(packageFolder: string, copy: string, options: CopyOptions): Promise<void> {
  if (await isComplete(packageFolder, copy)) return
  if (options.ownedByRoot) await ensureSystemFolder()
  else await mkdir(dirname(copy), { recursive: true })
  await removeStalePartials(dirname(copy))
  const partial = partialOf(copy)
  try {
    await mkdir(partial)
    await cp(join(packageFolder, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
    await copyFile(join(packageFolder, 'package.json'), join(partial, 'package.json'))
    await openToReaders(partial)
    await options.complete(partial)
    await putInPlace(partial, copy, packageFolder)
  } finally {
    await removePartial(partial)
  }
}

/** Of several who copy at once the first wins: its copy may be in use by now, so only an incomplete one gives way. */
async function putInPlace(partial: string, copy: string, packageFolder: string): Promise<void> {
  const problem = await rename(partial, copy).catch((error: NodeJS.ErrnoException) => error)
  if (!problem) return
  if (!['EEXIST', 'ENOTEMPTY'].includes(problem.code ?? '')) throw problem
  if (await isComplete(packageFolder, copy)) return
  const aside = partialOf(copy)
  await rename(copy, aside)
  await rename(partial, copy)
  await removePartial(aside)
}

async function isComplete(packageFolder: string, copy: string): Promise<boolean> {
  const wanted = await sizes(join(packageFolder, 'native'))
  const found = await sizes(join(copy, 'native')).catch(() => new Map<string, number>())
  return [...wanted].every(([path, size]) => found.get(path) === size)
}

async function sizes(folder: string): Promise<Map<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(folder.length), (await lstat(file)).size] as const)),
  )
}

async function openToReaders(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name))
  for (const path of [folder, ...paths]) {
    const { mode } = await lstat(path)
    await chmod(path, (mode & 0o111) === 0 ? 0o644 : 0o755)
  }
}
