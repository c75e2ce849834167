import { CR, LF, QUOTE } from './ascii.js'
import type { CsvRecord } from './csv-record.js'
import { lineTooLong, openQuote, strayQuote, textAfterQuote } from './record-fault.js'

/** The scan met the end of what there is; more bytes are needed to judge. */
export const INCOMPLETE = -1
/** The scan met a fault, which stands in the record. */
export const FAULTY = -2

/** The rules of a scan. */
export interface ScanRules {
  delimiter: number
  maxRecordBytes: number
  /** 1 for each byte that an unquoted cell cannot hold: a look-up is the quickest way to pass over the others. */
  marks: Uint8Array
}

/** The rules for a delimiter, one byte. */
export function scanRules(delimiter: number, maxRecordBytes: number): ScanRules {
  const marks = new Uint8Array(256)
  for (const byte of [delimiter, LF, CR, QUOTE]) marks[byte] = 1
  return { delimiter, maxRecordBytes, marks }
}

/** Fills the cells of the record at `start` and returns where its line end (or the input's) is, `INCOMPLETE` or `FAULTY`. */
export function scanRecord(record: CsvRecord, filled: number, final: boolean, rules: ScanRules): number {
  const { bytes, start, cellStart, cellEnd, cellDoubled } = record
  const { delimiter, marks } = rules
  const stop = Math.min(filled, start + rules.maxRecordBytes + 1)
  let at = start
  let cells = 0
  record.innerLines = 0
  record.fault = undefined
  for (;;) {
    const quoted = at < stop && bytes[at] === QUOTE
    const from = quoted ? at + 1 : at
    at = quoted ? closingQuote(record, from, stop, cells) : plainEnd(bytes, at, stop, marks)
    // A quote at the very end leads to the same as any end: only the byte after it tells whether it closes the cell.
    if (quoted && at >= 0) at++
    if (at < 0 || at >= stop) {
      record.cells = cells + 1
      if (filled - start > rules.maxRecordBytes) return tooLong(record, at < 0, rules.maxRecordBytes)
      if (!final) return INCOMPLETE
      if (at < 0) return fault(record, openQuote(cells + 1))
    }
    if (cells < cellStart.length) {
      cellStart[cells] = from
      cellEnd[cells] = quoted ? at - 1 : at
      if (!quoted) cellDoubled[cells] = 0
    }
    cells++
    const byte = at < stop ? bytes[at] : LF
    if (byte === delimiter) {
      at++
    } else if (byte === LF || byte === CR) {
      record.cells = cells
      return at
    } else {
      return fault(record, quoted ? textAfterQuote(cells) : strayQuote(cells))
    }
  }
}

function plainEnd(bytes: Buffer, from: number, stop: number, marks: Uint8Array): number {
  let at = from
  while (at < stop && marks[bytes[at]!] === 0) at++
  return at
}

/** Where the quote that closes a cell is, or -1 when it is not there before `stop`. */
function closingQuote(record: CsvRecord, from: number, stop: number, cell: number): number {
  const { bytes } = record
  let doubled = 0
  let at = from
  for (; at < stop; at++) {
    const byte = bytes[at]!
    if (byte > QUOTE) continue
    if (byte === QUOTE) {
      if (at + 1 >= stop || bytes[at + 1] !== QUOTE) break
      doubled = 1
      at++
    } else if (byte === CR || (byte === LF && bytes[at - 1] !== CR)) {
      record.innerLines++
    }
  }
  if (cell < record.cellDoubled.length) record.cellDoubled[cell] = doubled
  return at < stop ? at : -1
}

function tooLong(record: CsvRecord, open: boolean, maxRecordBytes: number): number {
  // A record over several lines can only have become so by a quote, most likely one that was never closed.
  return fault(record, open || record.innerLines > 0 ? openQuote(record.cells) : lineTooLong(maxRecordBytes))
}

function fault(record: CsvRecord, what: NonNullable<CsvRecord['fault']>): number {
  record.cells = 0
  record.fault = what
  return FAULTY
}
