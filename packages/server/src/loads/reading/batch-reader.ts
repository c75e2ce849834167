import { BatchBuilder } from './batch-builder.js'
import type { CsvRecord } from './csv-record.js'
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
  readonly #delimiter: number
  readonly #splitter: CsvSplitter
  #builder: BatchBuilder | undefined
  #final = false

  constructor(options: ReadOptions) {
    this.#options = options
    this.#delimiter = options.delimiter.charCodeAt(0)
    this.#splitter = new CsvSplitter({ delimiter: this.#delimiter })
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
    for (let record = this.#next(); record; record = this.#next()) {
      const { table, header, batchRows = BATCH_ROWS } = this.#options
      if (!this.layout) {
        this.layout = layoutOf(table, header, record)
        if (this.layout.header) continue
      }
      this.#builder ??= new BatchBuilder(table, this.layout, { capacity: batchRows, delimiter: this.#delimiter })
      this.#builder.add(record)
      if (this.#builder.isFull) return true
    }
    return this.#builder?.isFull ?? false
  }

  /** The next record that is not taken as it passes, unless the batch is full. */
  #next(): CsvRecord | undefined {
    if (this.#builder) this.#splitter.passPlain(this.#builder.takePlain)
    return this.#builder?.isFull ? undefined : this.#splitter.next()
  }

  #finish(): RowBatch {
    const batch = this.#builder!.finish(this.#splitter.consumed)
    this.#builder = undefined
    return batch
  }
}
