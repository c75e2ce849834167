import type { CsvRecord } from './csv-record.js'
import type { PlainTaker } from './csv-splitter.js'
import type { EncodedColumn } from './encode-row.js'
import type { KeptRows } from './kept-rows.js'
import type { LineOrigins } from './line-origins.js'
import { canEncodePlain, encodePlainRows, kindCodes, MOST_BYTES, type PlainRows } from './plain-encoder.js'

interface PlainRowsOptions {
  /** How many cells a record has, and what stands between them. */
  cells: number
  delimiter: number
  /** Where they are kept. */
  rows: KeptRows
  origins: LineOrigins | undefined
}

/** So much is looked at after a row that is not plain, and twice as much each time it was all plain: what is looked at is copied. */
const FIRST_BYTES = 1024
/** Where one row after the other is not plain, so many are passed over before the next one is tried. */
const MOST_PASSED_OVER = 63

/** Takes rows that are spelled the way most are, and whose cells are in the table's order. */
export function plainRows(
  columns: readonly EncodedColumn[],
  { cells, delimiter, rows, origins }: PlainRowsOptions,
): PlainTaker {
  const inOrder = cells === columns.length && columns.every(({ cell }, index) => cell === index)
  if (!inOrder || !canEncodePlain(cells)) return () => undefined
  const shape = { kinds: Uint8Array.from(columns, ({ kind }) => kindCodes[kind.name]), delimiter }
  let window = FIRST_BYTES
  let passOver = 0
  let nextPassOver = 0

  /** Takes the plain rows of the window; answers whether there may be more. */
  function takeWindow(record: CsvRecord, filled: number): boolean {
    const end = Math.min(filled, record.start + window)
    const plain = encodePlainRows(record.bytes.subarray(record.start, end), shape, rows.room)
    if (plain.count > 0) keep(record, plain)
    if (plain.stoppedBy === 'room') return true
    if (plain.stoppedBy === 'row') meetOther(plain.count === 0)
    const isCut = plain.stoppedBy === 'end' && end < filled
    const isTooLong = window === MOST_BYTES && plain.count === 0
    if (isCut) window = Math.min(2 * window, MOST_BYTES)
    return isCut && !isTooLong
  }

  function keep(record: CsvRecord, plain: PlainRows): void {
    rows.keepPlain(record, plain, origins)
    record.start += plain.taken
    record.offset += plain.taken
    record.line += plain.count
    nextPassOver = 0
  }

  function meetOther(inVain: boolean): void {
    window = FIRST_BYTES
    if (!inVain) return
    passOver = nextPassOver
    nextPassOver = Math.min(2 * nextPassOver + 1, MOST_PASSED_OVER)
  }

  return (record, filled) => {
    if (passOver > 0) passOver--
    else while (!rows.isFull && takeWindow(record, filled));
  }
}
