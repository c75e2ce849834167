import { isUtf8 } from 'node:buffer'
import { type Problem, type TableName, tables } from '@rollcall/sdk'
import type { CsvRecord } from './read-records.js'

/** A row as it is sent: what the server takes, or what it will say is wrong. */
export type SentRow = Record<string, string | number>

/** A record as a row to be sent, or why it cannot be one. */
export type RecordRow = { row: SentRow } | { problems: Problem[] }

/** Makes the function that makes records rows, for a file with these columns. */
export function rowMaker(table: TableName, columns: readonly string[]): (record: CsvRecord) => RecordRow {
  const kinds = new Map<string, string>(
    tables.find(({ name }) => name === table)?.columns.map(({ name, kind }) => [name, kind]),
  )
  return (record) => {
    const problem = record.problem ?? problemOf(record, columns)
    if (problem) return { problems: [problem] }
    const values = columns.map(
      (column, index) => [column, valueOf(kinds.get(column), record.cells[index] ?? '')] as const,
    )
    // An empty cell is left out: the server says then that it is missing. "-" is a column that is passed over.
    return { row: Object.fromEntries(values.filter(([column, value]) => column !== '-' && value !== '')) }
  }
}

function problemOf({ bytes, cells }: CsvRecord, columns: readonly string[]): Problem | undefined {
  if (cells.length !== columns.length) {
    const code = cells.length < columns.length ? 'too_few_columns' : 'too_many_columns'
    const found = cells.length === 1 ? '1 column' : `${cells.length} columns`
    return { column: null, code, message: `has ${found}; expected ${columns.length}: ${columns.join(', ')}` }
  }
  if (isUtf8(bytes)) return undefined
  return { column: null, code: 'bad_encoding', message: 'is not UTF-8; expected the file to be saved as UTF-8' }
}

/** What is no integer goes as the text it is, so that the server says why it is none. */
function valueOf(kind: string | undefined, cell: string): string | number {
  const text = trimAscii(cell)
  if (kind !== 'integer' || !/^-?[0-9]+$/.test(text)) return text
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}

/** Unlike String.trim this leaves Unicode's white space, which is the data's own. */
function trimAscii(cell: string): string {
  return cell.replace(/^[\t-\r ]+/, '').replace(/[\t-\r ]+$/, '')
}
