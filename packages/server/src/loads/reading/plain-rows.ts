import { CR, LF, QUOTE, SPACE } from './ascii.js'
import { FIELD_OVERHEAD } from './cell-encoder.js'
import type { PlainTaker } from './csv-splitter.js'
import type { EncodedColumn } from './encode-row.js'
import { encodePlainInteger, INTEGER_FIELD } from './integer-encoder.js'
import type { KeptRows } from './kept-rows.js'
import type { LineOrigins } from './line-origins.js'
import { placedRecord } from './placed-record.js'
import { encodePlainText, SURELY_SHORT } from './text-encoder.js'
import { encodePlainTimestamp, TIMESTAMP_FIELD } from './timestamp-encoder.js'

interface PlainRowsOptions {
  /** How many cells a record has, and what stands between them. */
  cells: number
  delimiter: number
  /** Where they are kept. */
  rows: KeptRows
  origins: LineOrigins | undefined
}

/**
 * Takes rows that are spelled the way most are: no quotes, no white space around cells, as many cells as columns and in the table's
 * order. It takes a row only where `encodeRow` would with the same tuple, and goes over each byte once instead of twice.
 */
export function plainRows(
  columns: readonly EncodedColumn[],
  { cells, delimiter, rows, origins }: PlainRowsOptions,
): PlainTaker {
  const inOrder = cells === columns.length && columns.every(({ cell }, index) => cell === index)
  if (!inOrder) return () => undefined
  const room = 2 + columns.length * (FIELD_OVERHEAD + SURELY_SHORT)
  const encode = plainRowEncoder(columns, delimiter)

  return (record, filled) => {
    const { bytes } = record
    const { out } = rows
    while (!rows.isFull) {
      out.reserve(room)
      const end = encode(bytes, record.start, filled, out.bytes, out.length, rows.fieldAt)
      if (end < 0) return
      record.length = end - record.start
      record.fileLength = record.length
      rows.keep(placedRecord(record, origins))
      const next = bytes[end] === CR && end + 1 < filled && bytes[end + 1] === LF ? end + 2 : end + 1
      record.offset += next - record.start
      record.start = next
      record.line++
    }
  }
}

/** Writes the row that begins at `start` as a tuple, and where its fields begin and the last one ends; answers where its line end is, or -1 when it is not plain. */
type PlainRowEncoder = (
  bytes: Uint8Array,
  start: number,
  filled: number,
  target: Uint8Array,
  begin: number,
  fieldAt: Int32Array,
) => number

/** The kinds are called by name, not through their encoders, so that V8 can put them into this loop: a file is then read a tenth faster. */
function plainRowEncoder(columns: readonly EncodedColumn[], delimiter: number): PlainRowEncoder {
  const kinds = columns.map(({ kind }) => kind.name)
  const last = kinds.length - 1
  const marks = marksOf(delimiter)

  return (bytes, start, filled, target, begin, fieldAt) => {
    let at = start
    let to = begin
    target[to++] = kinds.length >>> 8
    target[to++] = kinds.length
    for (let field = 0; ; field++) {
      fieldAt[field] = to + 4
      let end: number
      switch (kinds[field]!) {
        case 'integer':
          end = encodePlainInteger(bytes, at, target, to, marks)
          to += INTEGER_FIELD
          break
        case 'timestamp':
          end = encodePlainTimestamp(bytes, at, target, to, marks)
          to += TIMESTAMP_FIELD
          break
        case 'text':
          end = encodePlainText(bytes, at, target, to, marks)
          to += 4 + end - at
          break
      }
      // What lies behind `filled` is left over from before, whatever it looks like.
      if (end < 0 || end >= filled) return -1
      if (field === last) {
        fieldAt[field + 1] = to
        return bytes[end] === LF || bytes[end] === CR ? end : -1
      }
      if (bytes[end] !== delimiter) return -1
      at = end + 1
    }
  }
}

/** With a 1 for each byte that ends a plain cell, and for control characters, which are left to `encodeRow`. */
function marksOf(delimiter: number): Uint8Array {
  const marks = new Uint8Array(256).fill(1, 0, SPACE)
  for (const byte of [delimiter, LF, CR, QUOTE]) marks[byte] = 1
  return marks
}
