import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failureText } from './failure-text.js'
import { WrongUsage } from '../wrong-usage.js'

interface NewFileOptions {
  /** Whether a file that is there is replaced. */
  force: boolean
}

/** Refuses a path at which no new file can be written, before any work is done for it. */
export async function checkNewFile(path: string, { force }: NewFileOptions): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found && !found.isFile()) throw new WrongUsage(`${path} is there already and not a file; name another.`)
  if (found && !force) {
    throw new WrongUsage(`${path} is there already; name another file, or replace it with --force.`)
  }
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (!folder?.isDirectory()) throw new WrongUsage(`There is no folder ${dirname(path)} to write ${path} into.`)
}

/** Writes a file that is there as a whole or not at all: beside its place first, then moved to it. */
export async function writeNewFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  options: NewFileOptions,
): Promise<void> {
  await checkNewFile(path, options)
  // A link is followed, so that it goes on leading to the file.
  const place = await realpath(path).catch(() => path)
  const partial = `${place}.${process.pid}.partial`
  try {
    await writeDurably(partial, chunks)
    await checkNewFile(path, options)
    await rename(partial, place)
  } catch (error) {
    await rm(partial, { force: true })
    throw isFileError(error)
      ? new Error(`${path} could not be written: ${failureText(error)}`, { cause: error })
      : error
  }
}

async function writeDurably(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx')
  try {
    for await (const chunk of chunks) await file.writeFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
