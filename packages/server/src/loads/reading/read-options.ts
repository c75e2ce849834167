import type { Table } from '@rollcall/tables'
import type { HeaderOption } from './layout.js'

/** How a file is read. */
export interface ReadOptions {
  table: Table
  header: HeaderOption
  delimiter: ',' | ';' | '|' | '\t'
  /** The most records in a batch, 5,000 by default. */
  batchRows?: number
}
