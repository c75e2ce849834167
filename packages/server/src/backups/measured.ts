import { createHash } from 'node:crypto'
import type { BackupFile } from './backup-schemas.js'

/** Bytes and rows on their way, and what they came to once they have all passed. */
export interface Measured {
  /** Counts and hashes the bytes that pass. */
  bytes(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer>
  /** Counts the rows of the batches that pass, and tells after each batch how many there were so far. */
  rows<Row>(batches: AsyncIterable<Row[]>, tell?: (rows: number) => void): AsyncGenerator<Row[]>
  result(): BackupFile
}

export function measured(): Measured {
  const hash = createHash('sha256')
  let bytes = 0
  let rows = 0
  return {
    async *bytes(content) {
      for await (const chunk of content) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    async *rows(batches, tell) {
      for await (const batch of batches) {
        rows += batch.length
        tell?.(rows)
        yield batch
      }
    },
    result: () => ({ rows, bytes, sha256: hash.copy().digest('hex') }),
  }
}
