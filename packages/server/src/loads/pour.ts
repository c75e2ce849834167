import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** A stream that was given so many bytes, more than Node lets wait in any, has written them all when it asks for more; of fewer it may not. */
const WRITTEN_WHOLE = 64 * 1024

/**
 * Writes what is generated; a piece is valid until the next is asked for, which is only when it is written. However that ends, the
 * generator has come to its own end, too: what it does on the way out, such as keeping rejects, is done.
 */
export async function pour(pieces: AsyncIterable<Buffer>, into: Writable): Promise<void> {
  let broken: { error: unknown } | undefined
  const ended = finished(into)
  ended.catch((error: unknown) => (broken = { error }))
  try {
    for await (const piece of pieces) {
      await Promise.race([ended, write(into, piece.length < WRITTEN_WHOLE ? Buffer.from(piece) : piece)])
    }
  } catch (error) {
    // A stream that broke while the generator was busy may say at the next write only that it cannot.
    const first = broken ?? { error }
    into.destroy(first.error as Error)
    await ended.catch(() => undefined)
    throw first.error
  }
  into.end()
  await ended
}

/** A stream that breaks need not say so here. */
function write(into: Writable, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => into.write(piece, (error) => (error ? reject(error) : resolve())))
}
