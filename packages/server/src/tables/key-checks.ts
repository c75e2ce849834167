import type { Problem, Table, TableName } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import { referencesOf } from './references.js'

/** Those of the keys that the table has. */
export async function existingKeys(query: Query, table: TableName, keys: readonly number[]): Promise<Set<number>> {
  if (keys.length === 0) return new Set()
  const { rows } = await query<{ id: number }>(`SELECT id FROM ${table} WHERE id = ANY($1::integer[])`, [keys])
  return new Set(rows.map(({ id }) => id))
}

/** For each row that points at a row that is not there: its index, and a problem for each such column. */
export async function missingParents(
  query: Query,
  table: Table,
  rows: readonly object[],
): Promise<{ index: number; problems: Problem[] }[]> {
  const problems = rows.map((): Problem[] => [])
  for (const { column, references } of referencesOf(table)) {
    const keys = rows.map((row) => (row as Record<string, number | undefined>)[column])
    const wanted = [...new Set(keys.filter((key) => key !== undefined))]
    const there = await existingKeys(query, references, wanted)
    keys.forEach((key, index) => {
      if (key !== undefined && !there.has(key)) problems[index]?.push(unknownParent(column, references, key))
    })
  }
  return problems.flatMap((found, index) => (found.length > 0 ? [{ index, problems: found }] : []))
}

/** The problem of a row that points at a row that is not there. */
export function unknownParent(column: string, references: string, key: number): Problem {
  return { column, code: 'unknown_parent', message: `is ${key}; there is no such row in ${references}` }
}

/** The problem of a row whose key the table has already. */
export function alreadyExists(table: string, key: number): Problem {
  return { column: 'id', code: 'already_exists', message: `is ${key}; ${table} has that row already` }
}
