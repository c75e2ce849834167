import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { writeAll } from './write-all.js'

/** The bytes of an upload, and the log of the pieces they came in; what is no logged piece was never acknowledged. */
export const DATA = 'data'
export const PIECES = 'pieces'

/** Every line is as long, so that the last one is found without reading the others: where the piece ends, and its SHA-256. */
const DIGITS = 15
const LINE = DIGITS + ' '.length + 44 + '\n'.length

/** Logs that all bytes up to `end` are here; half a line, which a full disk left, is written over. */
export async function logPiece(log: FileHandle, end: number, sha256: string): Promise<void> {
  const lines = Math.floor((await log.stat()).size / LINE)
  await writeAll(log, lines * LINE, Buffer.from(`${String(end).padStart(DIGITS, '0')} ${sha256}\n`, 'latin1'))
}

/** How many bytes of an upload are here; throws SyntaxError when the log is not what was written. */
export async function readReceived(folder: string): Promise<number> {
  const log = await open(join(folder, PIECES))
  try {
    const lines = Math.floor((await log.stat()).size / LINE)
    if (lines === 0) return 0
    const { buffer } = await log.read(Buffer.alloc(DIGITS), 0, DIGITS, (lines - 1) * LINE)
    const digits = buffer.toString('latin1')
    if (!/^\d+$/.test(digits)) throw new SyntaxError('The log of an upload is damaged')
    return Number(digits)
  } finally {
    await log.close()
  }
}

/** Whether the bytes on disk are those of the pieces: a machine that stopped may have lost some that were acknowledged. */
export async function hasPieces(folder: string): Promise<boolean> {
  let start = 0
  const log = createReadStream(join(folder, PIECES))
  try {
    for await (const line of createInterface({ input: log })) {
      // Half a line, which a full disk left.
      if (line.length < LINE - '\n'.length) break
      const end = Number(line.slice(0, DIGITS))
      if ((await sha256Of(join(folder, DATA), { start, end })) !== line.slice(DIGITS + 1)) return false
      start = end
    }
    return true
  } finally {
    // To leave the lines does not close it.
    log.destroy()
  }
}

/** The SHA-256 of some bytes of a file, in base64. */
export async function sha256Of(file: string, { start, end }: { start: number; end: number }): Promise<string> {
  const hash = createHash('sha256')
  const stream = createReadStream(file, { start, end: end - 1, highWaterMark: 1024 * 1024 })
  for await (const chunk of stream) hash.update(chunk as Buffer)
  return hash.digest('base64')
}
