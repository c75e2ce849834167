import type { AnyTable } from '@rollcall/tables'
import { PASSED_OVER } from './reading/layout.js'

/** What is wrong with the columns that a file is said to have; undefined when each column of the table is named once. */
export function columnsFault(table: AnyTable, columns: readonly string[]): string | undefined {
  const expected = Object.keys(table.columns)
  const named = columns.filter((column) => column !== PASSED_OVER)
  const unknown = named.find((column) => !expected.includes(column))
  if (unknown !== undefined)
    return `has ${JSON.stringify(unknown)}, which is no column of ${table.name}; ${wanted(expected)}`
  const twice = named.find((column, index) => named.indexOf(column) !== index)
  if (twice !== undefined) return `names ${twice} twice; ${wanted(expected)}`
  const missing = expected.filter((column) => !named.includes(column))
  return missing.length > 0 ? `lacks ${missing.join(', ')}; ${wanted(expected)}` : undefined
}

function wanted(expected: string[]): string {
  return `expected each of ${expected.join(', ')} once, in the order of the file, and "${PASSED_OVER}" for a column to pass over`
}
