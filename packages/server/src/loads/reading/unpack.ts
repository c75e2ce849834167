import { pipeline } from 'node:stream/promises'
import { constants, createGunzip } from 'node:zlib'
import { ServerError } from '../../errors/server-error.js'

export interface UnpackOptions {
  /** The most bytes that may come out. */
  maxUnpackedBytes: number
  /** The packed bytes are the beginning of more: their end is no fault. */
  partial: boolean
}

/** Bytes being unpacked. */
export interface Unpacking {
  readonly chunks: AsyncIterable<Buffer>
  /** How many packed bytes were used so far. */
  readonly used: number
}

const MAGIC = Buffer.from([0x1f, 0x8b])
const CHUNK_BYTES = 64 * 1024
/** No text of people packs so well; what does is made to unpack into more than there is room for. */
const HIGHEST_RATIO = 250
const RATIO_COUNTS_FROM = 64 * 1024 * 1024

export function isGzip(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC)
}

/** Unpacks gzip, one member or several; fails with `damaged` when it is cut short or not as it was, with `too_large` past its limits. */
export function unpack(packed: AsyncIterable<Buffer>, { maxUnpackedBytes, partial }: UnpackOptions): Unpacking {
  const gunzip = createGunzip({
    chunkSize: CHUNK_BYTES,
    ...(partial && { finishFlush: constants.Z_SYNC_FLUSH }),
  })

  async function* chunks(): AsyncGenerator<Buffer, void, undefined> {
    // What fails is told by the loop below; that gzip ends before its input does, or nobody reads on, is no failure here.
    pipeline(copies(packed), gunzip).catch(() => undefined)
    let unpacked = 0
    try {
      for await (const chunk of gunzip as AsyncIterable<Buffer>) {
        unpacked += chunk.length
        if (unpacked > maxUnpackedBytes) throw tooLarge(maxUnpackedBytes)
        if (unpacked > RATIO_COUNTS_FROM && unpacked > HIGHEST_RATIO * gunzip.bytesWritten) throw packedTooWell()
        yield chunk
      }
    } catch (error) {
      throw isZlibError(error) ? damaged(error.message, error) : error
    }
  }

  return {
    chunks: chunks(),
    get used() {
      return gunzip.bytesWritten
    },
  }
}

/** Pieces that stay as they are: gunzip is still at one when the next is asked for. */
async function* copies(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  for await (const piece of pieces) yield Buffer.from(piece)
}

/** gzip ends where a zero follows it; past there only zeros may be, with which tapes and disks fill up. */
export async function assertOnlyPadding(rest: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of rest) {
    if (chunk.some((byte) => byte !== 0)) throw damaged('there are bytes after its end')
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}

function damaged(reason: string, cause?: unknown): ServerError {
  return new ServerError(
    'damaged',
    `The file is packed by gzip and damaged: ${reason}. Nothing of it was kept; pack it anew and send it again.`,
    { cause },
  )
}

function tooLarge(most: number): ServerError {
  return new ServerError(
    'too_large',
    `The file unpacks into more than ${most} bytes, the most that is allowed. Nothing of it was kept; load it in parts.`,
  )
}

function packedTooWell(): ServerError {
  return new ServerError(
    'too_large',
    `The file unpacks into more than ${HIGHEST_RATIO} times its size, which no table of people does. Nothing of it was kept; if it is good, load it unpacked.`,
  )
}
