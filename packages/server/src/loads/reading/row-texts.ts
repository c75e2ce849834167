import type { CsvRecord } from './csv-record.js'
import type { RecordText } from './reject.js'

/** Remembers where the records of a batch's rows stand, without copying them, for the rows that are rejected later. */
export class RowTexts {
  readonly #lines: Float64Array
  readonly #offsets: Float64Array
  readonly #starts: Int32Array
  readonly #lengths: Int32Array
  readonly #fileLengths: Int32Array
  /** The few buffers the records are in, each with the first row in it. */
  readonly #sources: { bytes: Buffer; firstRow: number }[] = []
  #newest: Buffer | undefined

  constructor(capacity: number) {
    this.#lines = new Float64Array(capacity)
    this.#offsets = new Float64Array(capacity)
    this.#starts = new Int32Array(capacity)
    this.#lengths = new Int32Array(capacity)
    this.#fileLengths = new Int32Array(capacity)
  }

  /** Forgets them all. */
  clear(): void {
    this.#sources.length = 0
    this.#newest = undefined
  }

  /** Remembers the record of a row; rows come in order. */
  add(row: number, record: CsvRecord): void {
    if (record.bytes !== this.#newest) {
      this.#newest = record.bytes
      this.#sources.push({ bytes: record.bytes, firstRow: row })
    }
    this.#lines[row] = record.line
    this.#offsets[row] = record.offset
    this.#starts[row] = record.start
    this.#lengths[row] = record.length
    this.#fileLengths[row] = record.fileLength
  }

  /** Where the record of a row stands, and in what. */
  of(row: number): RecordText {
    const { bytes } = this.#sources.findLast(({ firstRow }) => firstRow <= row)!
    const start = this.#starts[row]!
    const length = this.#lengths[row]!
    return {
      line: this.#lines[row]!,
      offset: this.#offsets[row]!,
      bytes,
      start,
      end: start + length,
      length,
      fileLength: this.#fileLengths[row]!,
    }
  }

  /** Where the record of a row starts in the file, in bytes. */
  offsetOf(row: number): number {
    return this.#offsets[row]!
  }
}
