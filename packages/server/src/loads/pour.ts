import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** A stream that was given so many bytes, more than Node lets wait in any, has written them all when it asks for more; of fewer it may not. */
const WRITTEN_WHOLE = 64 * 1024

/**
 * Writes what is generated; a piece is valid until the next is asked for, which is only when it is written. However that ends, the
 * generator has come to its own end, too: what it does on the way out, such as keeping rejects, is done.
 */
export async function pour(pieces: AsyncIterable<Buffer>, into: Writable): Promise<void> {
  let broken: { error: Error } | undefined
  let failWrite: (error: Error) => void = () => undefined
  const ended = finished(into)
  // A stream that breaks need not answer what was written last.
  ended.catch((error: Error) => {
    broken = { error }
    failWrite(error)
  })

  function write(piece: Buffer): Promise<void> {
    return new Promise((written, failed) => {
      failWrite = failed
      // While the generator was busy: what is written then may fail for another reason, or never.
      if (broken) failed(broken.error)
      else into.write(piece, (error) => (error ? failed(error) : written()))
    })
  }

  try {
    for await (const piece of pieces) await write(piece.length < WRITTEN_WHOLE ? Buffer.from(piece) : piece)
  } catch (error) {
    const first = broken?.error ?? error
    into.destroy(first as Error)
    await ended.catch(() => undefined)
    throw first
  }
  into.end()
  await ended
}
