import { setImmediate as nextTurn } from 'node:timers/promises'
import { BatchReader, type FileLayout } from './batch-reader.js'
import type { CsvInput } from './open-csv.js'
import type { ReadOptions } from './read-options.js'
import { delimiterOfRejects, REASONS_BYTES } from './rejects-header.js'
import type { RowBatch } from './row-batch.js'
import { withHead } from './with-head.js'

/** A file being read. */
export interface Reading {
  /** The batches in file order, to be gone through once, each valid until the next is asked for; throws HeaderError when a header is asked for and not there. */
  readonly batches: AsyncIterable<RowBatch>
  /** What was decided so far; all of it once the first batch, or the end, is there. */
  readonly layout: FileLayout
  /** How many empty lines there were so far. */
  readonly emptyLines: number
}

/** So much is read between two looks at the clock: a fifth of a millisecond of work, or ten the first time in a process. */
const PIECE_BYTES = 64 * 1024

/** So long is read before others get their turn, in milliseconds. */
const TURN = 2

/** Reads a CSV file into batches of checked and encoded rows, in memory that does not depend on the file. */
export function readBatches(input: CsvInput, options: ReadOptions): Reading {
  let reader = new BatchReader(options, input)

  async function* batches(): AsyncGenerator<RowBatch, void, undefined> {
    const { head, all } = await withHead(input.chunks, REASONS_BYTES)
    const delimiter = options.header === 'no' ? undefined : delimiterOfRejects(head)
    if (delimiter) reader = new BatchReader({ ...options, delimiter }, input)
    let began = performance.now()
    for await (const chunk of all) {
      for (const piece of pieces(chunk)) {
        reader.push(piece)
        yield* reader.batches()
        if (performance.now() - began < TURN) continue
        await nextTurn()
        began = performance.now()
      }
    }
    reader.end({ partial: options.partial ?? false })
    yield* reader.batches()
  }

  return {
    batches: batches(),
    get layout() {
      return reader.layout
    },
    get emptyLines() {
      return reader.emptyLines
    },
  }
}

function* pieces(chunk: Buffer): Generator<Buffer, void, undefined> {
  for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES)
}
