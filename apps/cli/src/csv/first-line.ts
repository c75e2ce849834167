import { type LoadInput, RollcallError, type TableName, tables } from '@rollcall/sdk'
import type { CsvRecord } from './read-records.js'

/** What the first line of a file says, and where its columns stand. */
export interface FileLayout {
  /** Whether it was taken as a header. */
  header: boolean
  /** In file order; "-" is one that is passed over. */
  columns: string[]
}

interface LayoutOptions {
  table: TableName
  header: LoadInput['header']
  /** What the columns are said to be, if they are told. */
  columns: readonly string[] | null
}

const REASONS = ['reject_line', 'reject_problems']

/**
 * Decides as the server does: a header names each column of the table once, in any order and case, that of a rejects file after its two
 * columns of reasons. With columns that are told, a header is a first line that cannot be a row.
 */
export function layoutOf({ table, header, columns }: LayoutOptions, first: CsvRecord | undefined): FileLayout {
  const expected = columnsOf(table).map(({ name }) => name)
  const told = columns ? [...columns] : expected
  if (header === 'no') return { header: false, columns: told }
  const names = first && namesIn(first)
  const named = names && (namesAfterReasons(names, expected) ?? (columns ? undefined : namedColumns(names, expected)))
  if (named) return { header: true, columns: named }
  if (columns)
    return { header: first !== undefined && (header === 'yes' || cannotBeRow(names, table, told)), columns: told }
  if (header !== 'yes') return { header: false, columns: expected }
  const found = first ? JSON.stringify(first.bytes.toString('utf8', 0, 60)) : 'missing'
  throw new RollcallError(
    'invalid_input',
    `The first line is ${found}; expected a header with the columns ${expected.join(', ')}, in any order. Nothing was loaded.`,
  )
}

/** The columns of a table, in the order of a file. */
function columnsOf(table: TableName): readonly { name: string; kind: string }[] {
  return tables.find(({ name }) => name === table)?.columns ?? []
}

function namesIn({ problem, cells }: CsvRecord): string[] | undefined {
  return problem ? undefined : cells.map((cell) => cell.trim().toLowerCase())
}

function namedColumns(names: string[], expected: string[]): string[] | undefined {
  const all = names.length === expected.length && expected.every((column) => names.includes(column))
  return all ? names : undefined
}

function namesAfterReasons(names: string[], expected: string[]): string[] | undefined {
  if (!REASONS.every((reason, index) => names[index] === reason)) return undefined
  const columns = names.slice(REASONS.length)
  const known = columns.filter((column) => column !== '-')
  return namedColumns(known, expected) && [...REASONS.map(() => '-'), ...columns]
}

/** A row has a digit in every integer and every timestamp; where none of them has one, and the key is not empty, names stand there. */
function cannotBeRow(names: string[] | undefined, table: TableName, columns: string[]): boolean {
  if (names?.length !== columns.length || names[columns.indexOf('id')] === '') return false
  const texts = columnsOf(table).flatMap(({ name, kind }) => (kind === 'text' ? [name] : []))
  return columns.every((column, cell) => column === '-' || texts.includes(column) || !/\d/.test(names[cell] ?? ''))
}
