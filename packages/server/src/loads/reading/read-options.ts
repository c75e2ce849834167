import type { Table } from '@rollcall/tables'
import type { HeaderOption } from './layout.js'

/** What may stand between two cells. */
export const delimiters = [',', ';', '|', '\t'] as const

export type Delimiter = (typeof delimiters)[number]

/** How a file is read. */
export interface ReadOptions {
  table: Table
  header: HeaderOption
  delimiter: Delimiter
  /** The columns in the order of the file, "-" for one to pass over; null where they are those of the table or of a header. */
  columns?: readonly string[] | null
  /** The input is the beginning of more: what its last line would be is not known, so that it is left out. */
  partial?: boolean
  /** The most records in a batch, 5,000 by default. */
  batchRows?: number
}
