import { CR, LF } from './ascii.js'
import { createRecord, KEPT_BYTES, type CsvRecord } from './csv-record.js'
import { RecordBuffers, roomOf } from './record-buffers.js'
import { FAULTY, INCOMPLETE, scanRecord, scanRules, type ScanRules } from './scan-record.js'

/** How a file is split; what is left out has the default named there. */
export interface SplitOptions {
  /** One byte, a comma by default. */
  delimiter?: number
  /** The longest record, 1 MiB by default; longer ones are faults. */
  maxRecordBytes?: number
  /** Of how many cells of a record the positions are kept, 1,024 by default; the others are only counted. */
  keptCells?: number
}

/** Takes records that are spelled plainly: see `passPlain`. */
export type PlainTaker = (record: CsvRecord, filled: number) => void

/** How much is taken from a chunk at a time, so that a large chunk is not copied as a whole. */
const SLICE_BYTES = 64 * 1024
const BUFFER_BYTES = 4 * SLICE_BYTES
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Splits bytes into the records of RFC 4180: `push` a chunk, then call `next` until it has no more; after the last chunk `end`, and `next` again.
 * LF, CRLF and CR end a line; a byte order mark is dropped; empty lines are counted and are no records. Of a record that breaks a rule
 * only the first physical line is given, with its fault, and splitting goes on with the line after it.
 */
export class CsvSplitter {
  /** How many lines of no bytes there were so far. */
  emptyLines = 0
  readonly #record: CsvRecord
  readonly #rules: ScanRules
  #input: Buffer = Buffer.alloc(0)
  readonly #buffers = new RecordBuffers(BUFFER_BYTES)
  #buffer = this.#buffers.next(BUFFER_BYTES)
  /** The bytes from `#at` to `#filled` of the buffer are still to be split; `#at` is `#offset` of the input. */
  #at = 0
  #filled = 0
  #offset = 0
  #line = 1
  #begun = false
  #final = false
  #afterCr = false
  /** A scan of an unfinished record is repeated when the bytes have doubled, so that small chunks cost no more than large ones. */
  #scanAgainAt = 0
  /** Of a faulty line whose end is not found yet: up to where it was looked for, and how much of it was dropped. */
  #faulty = false
  #searchedTo = 0
  #dropped = 0

  constructor({ delimiter = 0x2c, maxRecordBytes = 1024 * 1024, keptCells = 1024 }: SplitOptions = {}) {
    this.#rules = scanRules(delimiter, maxRecordBytes)
    this.#record = createRecord(keptCells)
  }

  /** Where in the input the next record is looked for, in bytes. */
  get consumed(): number {
    return this.#offset
  }

  /** Hands in the next bytes; those before must have been split. */
  push(chunk: Buffer): void {
    this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk])
  }

  /** Says that there are no more bytes. */
  end(): void {
    this.#final = true
  }

  /**
   * Lets `take` step over records: it is given the bytes, start, line and offset of the next one, and where the bytes end, and leaves
   * those of the first record that it did not take. It must only take what `next` would give as one line without fault.
   */
  passPlain(take: PlainTaker): void {
    if (this.#faulty || !this.#begun) return
    this.#stepOverLineFeed()
    const record = this.#record
    record.bytes = this.#buffer
    record.start = this.#at
    record.line = this.#line
    record.offset = this.#offset
    take(record, this.#filled)
    if (record.start === this.#at) return
    this.#buffers.use()
    this.#at = record.start
    this.#line = record.line
    this.#offset = record.offset
    this.#afterCr = this.#at === this.#filled && this.#buffer[this.#at - 1] === CR
    this.#scanAgainAt = 0
  }

  /** Says that the records given out so far are done with, so that what they point into may be written over. */
  forget(): void {
    this.#buffers.forget()
  }

  /** The next record, which the call after this one overwrites, or undefined when more bytes are needed. */
  next(): CsvRecord | undefined {
    for (;;) {
      const record = this.#nextInBuffer()
      if (record || !this.#refill()) return record
    }
  }

  #nextInBuffer(): CsvRecord | undefined {
    if (this.#faulty) return this.#faultyLine()
    if (!this.#begun && !this.#begin()) return undefined
    this.#skipEmptyLines()
    const waiting = this.#filled - this.#at
    if (waiting === 0 || (waiting < this.#scanAgainAt && !this.#isLast)) return undefined
    const record = this.#record
    record.bytes = this.#buffer
    record.start = this.#at
    const end = scanRecord(record, this.#filled, this.#isLast, this.#rules)
    if (end === INCOMPLETE) {
      this.#scanAgainAt = Math.min(2 * waiting, this.#rules.maxRecordBytes + 2)
      return undefined
    }
    this.#scanAgainAt = 0
    if (end !== FAULTY) return this.#finish(end, end - record.start)
    this.#faulty = true
    this.#searchedTo = record.start
    return this.#faultyLine()
  }

  get #isLast(): boolean {
    return this.#final && this.#input.length === 0
  }

  /** Fills in where the record stood and steps over its line end. */
  #finish(end: number, length: number): CsvRecord {
    const record = this.#record
    this.#buffers.use()
    record.end = end
    record.length = length
    record.fileLength = length
    record.line = this.#line
    record.offset = this.#offset
    this.#line += record.innerLines
    this.#offset += length
    this.#at = end
    if (end < this.#filled) this.#stepOverLineEnd()
    return record
  }

  #stepOverLineEnd(): void {
    // The line feed of a CRLF may not have come yet.
    this.#afterCr = this.#buffer[this.#at] === CR
    this.#at++
    this.#offset++
    this.#line++
    this.#stepOverLineFeed()
  }

  #stepOverLineFeed(): void {
    if (!this.#afterCr || this.#at === this.#filled) return
    this.#afterCr = false
    if (this.#buffer[this.#at] !== LF) return
    this.#at++
    this.#offset++
  }

  #skipEmptyLines(): void {
    this.#stepOverLineFeed()
    while (this.#at < this.#filled && isLineEnd(this.#buffer[this.#at])) {
      this.emptyLines++
      this.#stepOverLineEnd()
    }
  }

  #begin(): boolean {
    if (this.#filled < BYTE_ORDER_MARK.length && !this.#isLast) return false
    this.#begun = true
    if (this.#buffer.subarray(0, Math.min(this.#filled, BYTE_ORDER_MARK.length)).equals(BYTE_ORDER_MARK)) {
      this.#at = this.#offset = BYTE_ORDER_MARK.length
    }
    return true
  }

  /** Finishes a faulty record where its first line ends; while that end is missing, only the beginning is kept. */
  #faultyLine(): CsvRecord | undefined {
    const record = this.#record
    const keptEnd = this.#at + KEPT_BYTES
    const at = lineEndIn(this.#buffer, this.#searchedTo, this.#filled)
    if (at === this.#filled && !this.#isLast) {
      this.#dropped += Math.max(0, this.#filled - keptEnd)
      this.#filled = Math.min(this.#filled, keptEnd)
      this.#searchedTo = this.#filled
      return undefined
    }
    record.bytes = this.#buffer
    record.start = this.#at
    record.innerLines = 0
    this.#finish(at, at - record.start + this.#dropped)
    record.end = Math.min(at, keptEnd)
    this.#faulty = false
    this.#dropped = 0
    return record
  }

  /** Moves a slice of the input behind what is still to be split, and says whether there was one. */
  #refill(): boolean {
    if (this.#input.length === 0) return false
    const slice = this.#input.subarray(0, SLICE_BYTES)
    this.#input = this.#input.subarray(slice.length)
    if (this.#filled + slice.length > roomOf(this.#buffer)) this.#renewBuffer(slice.length)
    slice.copy(this.#buffer, this.#filled)
    this.#filled += slice.length
    return true
  }

  #renewBuffer(room: number): void {
    const waiting = this.#filled - this.#at
    const buffer = this.#buffers.next(2 * waiting + room, this.#buffer)
    this.#buffer.copy(buffer, 0, this.#at, this.#filled)
    this.#searchedTo -= this.#at
    this.#buffer = buffer
    this.#at = 0
    this.#filled = waiting
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}

function lineEndIn(bytes: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && !isLineEnd(bytes[at])) at++
  return at
}
