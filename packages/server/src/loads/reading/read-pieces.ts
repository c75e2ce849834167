import { open } from 'node:fs/promises'

interface PiecesOptions {
  /** The most bytes in a piece. */
  bytes: number
  /** Where to begin, and the byte to stop before: all of it when left out. */
  start?: number
  end?: number | undefined
  signal?: AbortSignal | undefined
}

/** Reads a file piece by piece, one ahead, in memory that is used again: a piece is valid until the next is asked for. */
export async function* readPieces(
  file: string,
  { bytes, start = 0, end = Infinity, signal }: PiecesOptions,
): AsyncGenerator<Buffer, void, undefined> {
  await using handle = await open(file)
  let position = start
  const readInto = async (buffer: Buffer) => {
    const { bytesRead } = await handle.read(buffer, 0, Math.max(0, Math.min(bytes, end - position)), position)
    position += bytesRead
    return buffer.subarray(0, bytesRead)
  }
  let [current, other] = [Buffer.allocUnsafe(bytes), Buffer.allocUnsafe(bytes)]
  let next = readInto(current)
  try {
    for (let piece = await next; piece.length > 0; piece = await next) {
      signal?.throwIfAborted()
      ;[current, other] = [other, current]
      next = readInto(current)
      // Told by the await above, if there is one.
      next.catch(() => undefined)
      yield piece
    }
  } finally {
    await next.catch(() => undefined)
  }
}
