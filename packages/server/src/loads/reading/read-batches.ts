import { BatchReader } from './batch-reader.js'
import type { Layout } from './layout.js'
import type { ReadOptions } from './read-options.js'
import type { RowBatch } from './row-batch.js'

/** A file being read. */
export interface Reading {
  /** The batches in file order, to be gone through once; throws HeaderError when a header is asked for and not there. */
  readonly batches: AsyncIterable<RowBatch>
  /** What was decided about the first line; there once the first batch, or the end, is. */
  readonly layout: Layout | undefined
  /** How many empty lines there were so far. */
  readonly emptyLines: number
}

/** Reads a CSV file into batches of checked and encoded rows, in memory that does not depend on the file. */
export function readBatches(input: AsyncIterable<Buffer>, options: ReadOptions): Reading {
  const reader = new BatchReader(options)
  return {
    batches: batchesOf(input, reader),
    get layout() {
      return reader.layout
    },
    get emptyLines() {
      return reader.emptyLines
    },
  }
}

async function* batchesOf(
  input: AsyncIterable<Buffer>,
  reader: BatchReader,
): AsyncGenerator<RowBatch, void, undefined> {
  for await (const chunk of input) {
    reader.push(chunk)
    yield* reader.batches()
  }
  reader.end()
  yield* reader.batches()
}
