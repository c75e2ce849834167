import { BatchBuilder } from './batch-builder.js'
import { CsvSplitter } from './csv-splitter.js'
import { layoutOf, type Layout } from './layout.js'
import type { ReadOptions } from './read-options.js'
import type { RowBatch } from './row-batch.js'

const BATCH_ROWS = 5000

/** Makes batches of bytes that are handed in: `push` or `end`, then go through all of `batches()`. */
export class BatchReader {
  /** What was decided about the first line, once it was read. */
  layout: Layout | undefined
  readonly #options: ReadOptions
  readonly #splitter: CsvSplitter
  #builder: BatchBuilder | undefined
  #final = false

  constructor(options: ReadOptions) {
    this.#options = options
    this.#splitter = new CsvSplitter({ delimiter: options.delimiter.charCodeAt(0) })
  }

  get emptyLines(): number {
    return this.#splitter.emptyLines
  }

  /** Hands in the next bytes. */
  push(chunk: Buffer): void {
    this.#splitter.push(chunk)
  }

  /** Says that there are no more bytes. */
  end(): void {
    this.#final = true
    this.#splitter.end()
  }

  /** The batches that can be made so far: full ones, and after the end the last one. */
  *batches(): Generator<RowBatch, void, undefined> {
    while (this.#fill()) yield this.#finish()
    if (!this.#final) return
    this.layout ??= layoutOf(this.#options.table, this.#options.header, undefined)
    if (this.#builder) yield this.#finish()
  }

  /** Reads records into the batch until it is full; false when the bytes ran out before. */
  #fill(): boolean {
    for (let record = this.#splitter.next(); record; record = this.#splitter.next()) {
      const { table, header, batchRows = BATCH_ROWS } = this.#options
      if (!this.layout) {
        this.layout = layoutOf(table, header, record)
        if (this.layout.header) continue
      }
      this.#builder ??= new BatchBuilder(table, this.layout, batchRows)
      this.#builder.add(record)
      if (this.#builder.isFull) return true
    }
    return false
  }

  #finish(): RowBatch {
    const batch = this.#builder!.finish(this.#splitter.consumed)
    this.#builder = undefined
    return batch
  }
}
