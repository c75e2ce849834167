import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { isDiskFull } from '../../errors/is-disk-full.js'
import { changedOnDisk, damaged, differs, diskFull, tooLong } from './spool-errors.js'
import { DATA, logPiece, PIECES } from './piece-log.js'
import type { SpoolRoom } from './spool-room.js'
import type { Upload } from './upload-folders.js'
import { writeAll } from './write-all.js'

export interface Piece {
  offset: number
  bytes: AsyncIterable<Buffer>
  /** The SHA-256 of the piece in base64: of a piece that has another, or breaks off, nothing new is kept. */
  sha256: string | undefined
}

interface Append {
  folder: string
  upload: Upload
  piece: Piece
  room: SpoolRoom
}

/** Writes what is new in a piece behind the bytes that are here. */
export async function appendPiece({ folder, upload, piece, room }: Append): Promise<void> {
  const { offset, bytes, sha256 } = piece
  const whole = createHash('sha256')
  const fresh = offset < upload.received ? createHash('sha256') : whole
  let at = offset
  await using file = await open(join(folder, DATA), 'r+')
  // Open from the beginning: another upload may come to be under this id if this one is removed meanwhile.
  await using log = await open(join(folder, PIECES), 'r+')
  const keep = async () => {
    if (at > upload.received) await logPiece(log, at, fresh.copy().digest('base64'))
  }
  const { size } = await file.stat()
  // What is written behind bytes that a machine lost would leave a gap of zeros.
  if (size < upload.received) throw changedOnDisk(upload.id)
  try {
    // A process that was killed may have left a piece that was not whole behind them.
    if (size > upload.received) await file.truncate(upload.received)
    for await (const chunk of bytes) {
      if (upload.bytes !== null && at + chunk.length > upload.bytes) throw tooLong(upload)
      const repeated = Math.min(chunk.length, Math.max(0, upload.received - at))
      if (!(await isAt(file, at, chunk.subarray(0, repeated)))) throw differs(upload, at)
      const rest = chunk.subarray(repeated)
      await room.take(upload.id, at + repeated, rest.length)
      await writeAll(file, at + repeated, rest)
      // Only now: of bytes that were not written, nothing must be in the digest that is kept.
      whole.update(chunk)
      if (fresh !== whole) fresh.update(rest)
      at += chunk.length
    }
    const found = whole.copy().digest('base64')
    if (sha256 !== undefined && found !== sha256) throw damaged(upload, offset, found)
    await keep()
  } catch (error) {
    // Without a digest what came before the break is as good as any other bytes; where that cannot be noted, it does not count either.
    if (sha256 === undefined) await keep().catch(() => undefined)
    else await file.truncate(upload.received).catch(() => undefined)
    throw isDiskFull(error) ? diskFull(upload, error) : error
  }
}

/** Whether the file has these bytes there already: a piece sent twice changes nothing. */
async function isAt(file: FileHandle, position: number, bytes: Buffer): Promise<boolean> {
  if (bytes.length === 0) return true
  const { buffer } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, position)
  return buffer.equals(bytes)
}
