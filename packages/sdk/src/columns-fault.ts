import { tables } from './generated/tables.js'
import type { TableName } from './generated/types.js'
import { RollcallError } from './rollcall-error.js'

/** Refuses wrong columns before the first byte is sent: a file may be large. */
export function checkColumns(table: TableName, columns: readonly string[] | null | undefined): void {
  const fault = columns && columnsFault(table, columns)
  if (fault) throw new RollcallError('invalid_input', `columns ${fault}. Nothing was sent.`)
}

/**
 * What is wrong with the columns that a file is said to have, such as `lacks name; expected …`; undefined when each column of the table
 * is named once. "-" is a column to pass over.
 */
export function columnsFault(table: TableName, columns: readonly string[]): string | undefined {
  const expected: string[] = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []
  const wanted = `expected each of ${expected.join(', ')} once, in the order of the file, and "-" for a column to pass over`
  const named = columns.filter((column) => column !== '-')
  const unknown = named.find((column) => !expected.includes(column))
  if (unknown !== undefined) return `has ${JSON.stringify(unknown)}, which is no column of ${table}; ${wanted}`
  const twice = named.find((column, index) => named.indexOf(column) !== index)
  if (twice !== undefined) return `names ${twice} twice; ${wanted}`
  const missing = expected.filter((column) => !named.includes(column))
  return missing.length > 0 ? `lacks ${missing.join(', ')}; ${wanted}` : undefined
}
