import type { Stats } from 'node:fs'
import type * as files from 'node:fs/promises'
import { RollcallError } from '../rollcall-error.js'
import type { OpenSource } from './open-source.js'
import { fileHashes } from './source-file.js'

type FileSystem = typeof files

/** How much is read at once, in bytes. */
const CHUNK = 1024 * 1024

/** A file on disk, or a pipe; fails with `invalid_input` when it cannot be read, and when it is changed while it is. */
export async function openFile(path: string): Promise<OpenSource> {
  const files = await fileSystem(path)
  const stats = await files.stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (stats.isDirectory()) throw new RollcallError('invalid_input', `${path} is a folder; expected a file.`)
  // A pipe or terminal has no size, and its times mean nothing.
  if (!stats.isFile()) return { bytes: null, chunks: readFile(files, path, null) }
  const from = (offset: number) => readFile(files, path, { stats, offset })
  return { bytes: stats.size, chunks: from(0), file: { ...fileHashes(files, path, stats.size), from } }
}

/** Not a static import: in a browser there is no such module, and bundlers must not look for it. */
async function fileSystem(path: string): Promise<FileSystem> {
  const name = 'node:fs/promises'
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as FileSystem
  } catch (cause) {
    const message = `${JSON.stringify(path)} is a path, which can be read in Node only. Give a File or Blob here.`
    throw new RollcallError('invalid_input', message, { cause })
  }
}

interface Part {
  /** What the file must be like. */
  stats: Stats
  offset: number
}

async function* readFile(files: FileSystem, path: string, part: Part | null): AsyncGenerator<Uint8Array> {
  try {
    const file = await files.open(path)
    try {
      let at = part?.offset ?? 0
      const buffer = new Uint8Array(CHUNK)
      for (;;) {
        // What has no size may have no positions either.
        const { bytesRead } = await file.read(buffer, 0, CHUNK, part && at)
        if (bytesRead === 0) break
        at += bytesRead
        if (part && at > part.stats.size) throw changed(path)
        yield buffer.subarray(0, bytesRead)
      }
      if (part && (at !== part.stats.size || isOther(await file.stat(), part.stats))) throw changed(path)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw error instanceof RollcallError ? error : unreadable(path, error)
  }
}

function isOther(found: Stats, expected: Stats): boolean {
  return found.size !== expected.size || found.mtimeMs !== expected.mtimeMs || found.ino !== expected.ino
}

function changed(path: string): RollcallError {
  return new RollcallError(
    'invalid_input',
    `${path} was changed while it was read. Nothing of it was kept; send it again.`,
  )
}

function unreadable(path: string, cause: unknown): RollcallError {
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return new RollcallError('invalid_input', `There is no file ${path}.`, { cause })
  const reason =
    code === 'EACCES' ? 'reading it is not permitted' : cause instanceof Error ? cause.message : String(cause)
  return new RollcallError('invalid_input', `${path} cannot be read: ${reason}.`, { cause })
}
