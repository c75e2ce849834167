import { type LoadInput, RollcallError, type TableName, tables } from '@rollcall/sdk'
import type { CsvRecord } from './read-records.js'

/** What the first line of a file says, and where its columns stand. */
export interface FileLayout {
  /** Whether it was taken as a header. */
  header: boolean
  /** In file order. */
  columns: string[]
}

/** Decides as the server does: a header names each column of the table once, in any order and case. */
export function layoutOf(table: TableName, header: LoadInput['header'], first: CsvRecord | undefined): FileLayout {
  const expected = columnsOf(table)
  const named = header === 'no' ? undefined : namesIn(first, expected)
  if (named) return { header: true, columns: named }
  if (header !== 'yes') return { header: false, columns: expected }
  const found = first ? JSON.stringify(first.bytes.toString('utf8', 0, 60)) : 'missing'
  throw new RollcallError(
    'invalid_input',
    `The first line is ${found}; expected a header with the columns ${expected.join(', ')}, in any order. Nothing was loaded.`,
  )
}

/** The columns of a table, in the order of a file. */
function columnsOf(table: TableName): string[] {
  return tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []
}

function namesIn(first: CsvRecord | undefined, expected: string[]): string[] | undefined {
  if (!first || first.problem || first.cells.length !== expected.length) return undefined
  const names = first.cells.map((cell) => cell.trim().toLowerCase())
  const columns = expected.filter((column) => names.includes(column.toLowerCase()))
  return columns.length === expected.length ? names : undefined
}
