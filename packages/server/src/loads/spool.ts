import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ServerError } from '../errors/server-error.js'

/** An upload on its way in. */
interface Upload {
  id: string
  /** How many bytes will come, where the client knows. */
  bytes: number | null
  /** How many bytes are here: the offset of the next piece. */
  received: number
}

interface Piece {
  offset: number
  bytes: AsyncIterable<Buffer>
  /** The SHA-256 of the piece in base64: of a piece that has another, or breaks off, nothing new is kept. */
  sha256: string | undefined
}

/** Keeps uploads on disk until they are loaded. */
export interface Spool {
  /** Makes a place for an upload; opening the same one again answers how far it has come. */
  open(upload: Omit<Upload, 'received'>): Promise<Upload>
  status(id: string): Promise<Upload>
  /** Takes in a piece, which may repeat bytes that are here but must leave no gap. */
  write(id: string, piece: Piece): Promise<Upload>
  /** Proves that the upload is whole; answers the file with its bytes. */
  finish(id: string): Promise<{ file: string; bytes: number }>
  /** A folder for what a load needs beside the bytes; goes away with the upload. */
  folder(id: string): string
  remove(id: string): Promise<void>
}

/** Makes the spool under a folder, which is emptied of nothing: uploads outlive a restart. */
export function openSpool(root: string): Spool {
  const writing = new Set<string>()
  const folder = (id: string) => join(root, id)
  const dataFile = (id: string) => join(root, id, 'data')

  async function status(id: string): Promise<Upload> {
    const [text, data] = await Promise.all([
      readFile(join(folder(id), 'upload.json'), 'utf8'),
      stat(dataFile(id)),
    ]).catch((cause: unknown) => {
      throw new ServerError(
        'not_found',
        `There is no upload ${id}; it was loaded, removed, or never opened. Open a new one.`,
        { cause },
      )
    })
    return { ...(JSON.parse(text) as Omit<Upload, 'received'>), received: data.size }
  }

  async function write(id: string, piece: Piece): Promise<Upload> {
    const upload = await status(id)
    if (piece.offset > upload.received) throw wrongOffset(upload, piece.offset)
    if (writing.has(id))
      throw new ServerError('wrong_state', `A piece of upload ${id} is being received. Wait for it to end.`)
    writing.add(id)
    try {
      await append(dataFile(id), upload, piece)
    } finally {
      writing.delete(id)
    }
    return status(id)
  }

  return {
    status,
    write,
    folder,
    async open(upload) {
      await mkdir(root, { recursive: true, mode: 0o700 })
      const exists = await stat(folder(upload.id)).then(
        () => true,
        () => false,
      )
      if (!exists) await makeFolder(folder(upload.id), upload)
      return status(upload.id)
    },
    async finish(id) {
      const upload = await status(id)
      if (upload.bytes !== null && upload.received !== upload.bytes) throw notWhole(upload)
      return { file: dataFile(id), bytes: upload.received }
    },
    async remove(id) {
      await rm(folder(id), { recursive: true, force: true })
    },
  }
}

async function append(path: string, upload: Upload, { offset, bytes, sha256 }: Piece): Promise<void> {
  const hash = createHash('sha256')
  let at = offset
  const file = await open(path, 'r+')
  try {
    for await (const chunk of bytes) {
      if (upload.bytes !== null && at + chunk.length > upload.bytes) throw tooLong(upload)
      const repeated = Math.min(chunk.length, Math.max(0, upload.received - at))
      if (!(await isAt(file, at, chunk.subarray(0, repeated)))) throw differs(upload, at)
      await writeAll(file, at + repeated, chunk.subarray(repeated))
      hash.update(chunk)
      at += chunk.length
    }
    const found = hash.digest('base64')
    if (sha256 !== undefined && found !== sha256) throw damaged(upload, offset, found)
  } catch (error) {
    // Without a digest what came before the break is as good as any other bytes.
    if (sha256 !== undefined) await file.truncate(upload.received)
    throw error
  } finally {
    await file.close()
  }
}

/** Whether the file has these bytes there already: a piece sent twice changes nothing. */
async function isAt(file: FileHandle, position: number, bytes: Buffer): Promise<boolean> {
  if (bytes.length === 0) return true
  const { buffer } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, position)
  return buffer.equals(bytes)
}

async function writeAll(file: FileHandle, position: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/** Made aside and renamed, so that a folder without its files is never seen. */
async function makeFolder(folder: string, upload: Omit<Upload, 'received'>): Promise<void> {
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { mode: 0o700 })
  await writeFile(join(partial, 'data'), '')
  await writeFile(join(partial, 'upload.json'), JSON.stringify(upload))
  await rename(partial, folder)
}

function wrongOffset({ id, received }: Upload, offset: number): ServerError {
  return new ServerError(
    'wrong_offset',
    `Upload ${id} has ${received} bytes, but the piece begins at ${offset}. Send from byte ${received}.`,
  )
}

function differs({ id }: Upload, offset: number): ServerError {
  return new ServerError(
    'wrong_offset',
    `Upload ${id} has other bytes than this piece near byte ${offset}. Open a new upload.`,
  )
}

function tooLong({ id, bytes }: Upload): ServerError {
  return new ServerError('too_large', `Upload ${id} was opened for ${bytes} bytes and more came. Open a new one.`)
}

function notWhole({ id, bytes, received }: Upload): ServerError {
  return new ServerError(
    'wrong_state',
    `Upload ${id} has ${received} of ${bytes} bytes. Send the rest before loading it.`,
  )
}

function damaged({ id }: Upload, offset: number, found: string): ServerError {
  return new ServerError(
    'damaged',
    `The piece of upload ${id} at byte ${offset} came in damaged: its SHA-256 is ${found}. Send it again.`,
  )
}
