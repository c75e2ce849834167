import { BatchBuilder } from './batch-builder.js'
import type { CsvRecord } from './csv-record.js'
import { CsvSplitter } from './csv-splitter.js'
import type { Encoding } from './encoding.js'
import { hintWatch, type HintWatch } from './hint.js'
import { layoutOf, type Layout } from './layout.js'
import type { CsvInput } from './open-csv.js'
import type { Delimiter, ReadOptions } from './read-options.js'
import type { RowBatch } from './row-batch.js'

/** What was decided about a file. */
export interface FileLayout extends Layout {
  delimiter: Delimiter
  encoding: Encoding
  /** What to try when the options evidently do not fit; null when they may. */
  hint: string | null
}

const BATCH_ROWS = 5000

/** Makes batches of bytes that are handed in: `push` or `end`, then go through all of `batches()`. */
export class BatchReader {
  readonly #options: ReadOptions
  readonly #input: CsvInput
  readonly #splitter: CsvSplitter
  readonly #watch: HintWatch
  #layout: Layout
  #decided = false
  #builder: BatchBuilder | undefined
  #final = false
  #read = 0

  constructor(options: ReadOptions, input: CsvInput) {
    this.#options = options
    this.#input = input
    this.#splitter = new CsvSplitter({ delimiter: options.delimiter.charCodeAt(0) })
    this.#watch = hintWatch(options.delimiter)
    this.#layout = { header: false, columns: [] }
  }

  /** What was decided so far: without columns before the first line was read. */
  get layout(): FileLayout {
    const { delimiter } = this.#options
    return { ...this.#layout, delimiter, encoding: this.#input.encoding, hint: this.#watch.hint(this.#read) }
  }

  get emptyLines(): number {
    return this.#splitter.emptyLines
  }

  /** Hands in the next bytes. */
  push(chunk: Buffer): void {
    this.#splitter.push(chunk)
  }

  /** Says that there are no more bytes; of the beginning of a file, what was not ended is left out. */
  end({ partial }: { partial: boolean }): void {
    this.#final = true
    if (!partial) this.#splitter.end()
  }

  /** The batches that can be made so far: full ones, and after the end the last one. Each is valid until the next is asked for. */
  *batches(): Generator<RowBatch, void, undefined> {
    while (this.#fill()) yield* this.#finish()
    if (!this.#final) return
    if (!this.#decided) this.#decide(undefined)
    if (this.#builder?.isEmpty === false) yield* this.#finish()
  }

  /** Reads records into the batch until it is full; false when the bytes ran out before. */
  #fill(): boolean {
    for (let record = this.#next(); record; record = this.#next()) {
      if (!this.#decided && this.#decide(record).header) continue
      this.#builder!.add(record)
    }
    return this.#builder?.isFull ?? false
  }

  /** The next record that is not taken as it passes, unless the batch is full. */
  #next(): CsvRecord | undefined {
    if (this.#builder) this.#splitter.passPlain(this.#builder.takePlain)
    return this.#builder?.isFull ? undefined : this.#splitter.next()
  }

  #decide(first: CsvRecord | undefined): Layout {
    this.#layout = layoutOf(this.#options, first)
    this.#decided = true
    this.#builder = this.#newBuilder()
    return this.#layout
  }

  #newBuilder(): BatchBuilder {
    const { table, delimiter, batchRows: capacity = BATCH_ROWS } = this.#options
    const [layout, input, watch] = [this.#layout, this.#input, this.#watch]
    return new BatchBuilder({ table, layout, delimiter, input, watch, capacity })
  }

  *#finish(): Generator<RowBatch, void, undefined> {
    const builder = this.#builder!
    const batch = builder.finish(this.#input.read(this.#splitter.consumed))
    this.#read += batch.read
    yield batch
    builder.clear()
    this.#splitter.forget()
  }
}
