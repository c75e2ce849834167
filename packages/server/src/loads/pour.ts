import { once } from 'node:events'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Writes what is generated. However that ends, the generator has come to its own end, too: what it does on the way out, such as keeping
 * rejects, is done.
 */
export async function pour(pieces: AsyncIterable<Buffer>, into: Writable): Promise<void> {
  const source = Readable.from(pieces, { objectMode: true, highWaterMark: 1 })
  try {
    await pipeline(source, into)
  } finally {
    if (!source.closed) await once(source, 'close')
  }
}
