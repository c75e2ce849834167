import type { CsvRecord } from './csv-record.js'
import type { LineOrigins } from './line-origins.js'
import type { PlainRows } from './plain-encoder.js'
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
    this.#lookInto(record.bytes, row)
    this.#lines[row] = record.line
    this.#offsets[row] = record.offset
    this.#starts[row] = record.start
    this.#lengths[row] = record.length
    this.#fileLengths[row] = record.fileLength
  }

  /** Remembers rows that follow one another, the first where `record` stands in the text that was made of the file. */
  addPlain(firstRow: number, record: CsvRecord, plain: PlainRows, origins: LineOrigins | undefined): void {
    this.#lookInto(record.bytes, firstRow)
    for (let index = 0; index < plain.count; index++) {
      const row = firstRow + index
      const start = plain.lineStarts[index]!
      const length = plain.lineEnds[index]! - start
      const offset = record.offset + start
      const offsetInFile = origins ? origins.at(offset) : offset
      this.#lines[row] = record.line + index
      this.#offsets[row] = offsetInFile
      this.#starts[row] = record.start + start
      this.#lengths[row] = length
      this.#fileLengths[row] = origins ? origins.at(offset + length) - offsetInFile : length
    }
  }

  #lookInto(bytes: Buffer, firstRow: number): void {
    if (bytes === this.#newest) return
    this.#newest = bytes
    this.#sources.push({ bytes, firstRow })
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
