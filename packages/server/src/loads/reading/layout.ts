import { shown, type Table } from '@rollcall/tables'
import { cellBytes } from './cell-text.js'
import type { CsvRecord } from './csv-record.js'
import { HeaderError } from './header-error.js'

/** Whether the first record of a file is looked at as a header. */
export type HeaderOption = 'auto' | 'yes' | 'no'

/** What was decided about the first line. */
export interface Layout {
  header: boolean
  /** In file order. */
  columns: string[]
}

/** Decides whether the first record, if any, is a header: its cells are the table's columns, in any order and case. Throws HeaderError where it must be one. */
export function layoutOf(table: Table, header: HeaderOption, first: CsvRecord | undefined): Layout {
  const expected = Object.keys(table.columns)
  if (header === 'no') return { header: false, columns: expected }
  const columns = first && namesIn(first, expected)
  if (columns) return { header: true, columns }
  if (header === 'yes') throw new HeaderError(first ? shown(textOf(first)) : 'missing', expected)
  return { header: false, columns: expected }
}

function namesIn(first: CsvRecord, expected: string[]): string[] | undefined {
  if (first.fault || first.cells !== expected.length) return undefined
  const names = expected.map((_, cell) => cellBytes(first, cell).toString().trim().toLowerCase())
  const columns = names.map((name) => expected.find((column) => column.toLowerCase() === name))
  return new Set(columns).size === expected.length && !columns.includes(undefined) ? (columns as string[]) : undefined
}

function textOf({ bytes, start, end }: CsvRecord): string {
  const LONGEST_SHOWN = 1000
  return bytes.toString('utf8', start, Math.min(end, start + LONGEST_SHOWN))
}
