import type { CsvRecord } from './csv-record.js'
import type { PlainTaker } from './csv-splitter.js'
import type { EncodedColumn } from './encode-row.js'
import type { KeptRows } from './kept-rows.js'
import type { LineOrigins } from './line-origins.js'
import { canEncodePlain, encodePlainRows, kindCodes, MOST_BYTES } from './plain-encoder.js'

interface PlainRowsOptions {
  /** How many cells a record has, and what stands between them. */
  cells: number
  delimiter: number
  /** Where they are kept. */
  rows: KeptRows
  origins: LineOrigins | undefined
}

/** Where rows that are not plain are frequent, no more is looked at in vain. */
const FIRST_BYTES = 1024

/** Takes rows that are spelled the way most are, and whose cells are in the table's order. */
export function plainRows(
  columns: readonly EncodedColumn[],
  { cells, delimiter, rows, origins }: PlainRowsOptions,
): PlainTaker {
  const inOrder = cells === columns.length && columns.every(({ cell }, index) => cell === index)
  if (!inOrder || !canEncodePlain(cells)) return () => undefined
  const shape = { kinds: Uint8Array.from(columns, ({ kind }) => kindCodes[kind.name]), delimiter }
  let window = FIRST_BYTES

  /** Takes the plain rows of the window; answers whether there may be more. */
  function takeWindow(record: CsvRecord, filled: number): boolean {
    const end = Math.min(filled, record.start + window)
    const plain = encodePlainRows(record.bytes.subarray(record.start, end), shape, rows.room)
    if (plain.count > 0) rows.keepPlain(record, plain, origins)
    record.start += plain.taken
    record.offset += plain.taken
    record.line += plain.count
    if (plain.stoppedBy === 'room') return true
    const isCut = plain.stoppedBy === 'end' && end < filled
    const isLongest = window === MOST_BYTES && plain.count === 0
    window = isCut ? Math.min(2 * window, MOST_BYTES) : plain.stoppedBy === 'row' ? FIRST_BYTES : window
    return isCut && !isLongest
  }

  return (record, filled) => {
    while (!rows.isFull && takeWindow(record, filled));
  }
}
