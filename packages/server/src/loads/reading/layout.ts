import { shown, type Table } from '@rollcall/tables'
import { cellBytes } from './cell-text.js'
import type { CsvRecord } from './csv-record.js'
import { HeaderError } from './header-error.js'
import { hintOfLine } from './hint.js'
import type { ReadOptions } from './read-options.js'
import { namesAfterReasons } from './rejects-header.js'

/** Whether the first record of a file is looked at as a header. */
export type HeaderOption = 'auto' | 'yes' | 'no'

/** Stands for a column of the file that is passed over. */
export const PASSED_OVER = '-'

/** What was decided about the first line and the columns. */
export interface Layout {
  header: boolean
  /** In file order; "-" is a column that is passed over. */
  columns: string[]
}

type LayoutOptions = Pick<ReadOptions, 'table' | 'header' | 'delimiter' | 'columns'>

/**
 * Decides whether the first record, if any, is a header, and what the columns are. A header names the table's columns in any order and
 * case; that of a rejects file does so after its two columns of reasons. Where the columns are told, the first record is a header when
 * told so, or when it cannot be a row. Throws HeaderError where it must be one and is none.
 */
export function layoutOf(options: LayoutOptions, first: CsvRecord | undefined): Layout {
  const { table, header, delimiter, columns } = options
  const ofTable = Object.keys(table.columns)
  const told = columns ? [...columns] : ofTable
  if (header === 'no') return { header: false, columns: told }
  const names = first && namesOf(first)
  const named = names && (namesAfterReasons(names, ofTable) ?? (columns ? undefined : namedColumns(names, ofTable)))
  if (named) return { header: true, columns: named }
  if (columns)
    return { header: first !== undefined && (header === 'yes' || cannotBeRow(names, table, told)), columns: told }
  if (header === 'yes') {
    throw new HeaderError(first && textOf(first), ofTable, first ? hintOfLine(first, delimiter) : null)
  }
  return { header: false, columns: ofTable }
}

/** The cells of a record that may be names, in small letters. */
function namesOf(first: CsvRecord): string[] | undefined {
  if (first.fault || first.cells > first.cellStart.length) return undefined
  return Array.from({ length: first.cells }, (_, cell) => cellBytes(first, cell).toString().trim().toLowerCase())
}

function namedColumns(names: string[], ofTable: string[]): string[] | undefined {
  const columns = names.map((name) => ofTable.find((column) => column.toLowerCase() === name))
  const all = columns.length === ofTable.length && new Set(columns).size === ofTable.length
  return all && !columns.includes(undefined) ? (columns as string[]) : undefined
}

/** A row has a digit in every integer and every timestamp; where none of them has one, and the key is not empty, names stand there. */
function cannotBeRow(names: string[] | undefined, table: Table, columns: string[]): boolean {
  if (names?.length !== columns.length || names[columns.indexOf(table.key)] === '') return false
  return columns.every((column, cell) => {
    const kind = table.columns[column]?.kind.name
    return kind === undefined || kind === 'text' || !/\d/.test(names[cell]!)
  })
}

function textOf({ bytes, start, end }: CsvRecord): string {
  const LONGEST_SHOWN = 1000
  return shown(bytes.toString('utf8', start, Math.min(end, start + LONGEST_SHOWN)))
}
