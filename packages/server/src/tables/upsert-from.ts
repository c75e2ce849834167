import type { AnyTable } from '@rollcall/tables'
import type { Query } from '../database/query.js'

/** Makes a table have every row of another relation of its columns as it is there; answers how many rows that wrote. */
export async function upsertFrom(query: Query, table: AnyTable, relation: string): Promise<number> {
  const columns = Object.keys(table.columns)
  const others = columns.filter((column) => column !== table.key)
  // Counted by what RETURNING gives: a distributed table reports the rows offered, not those written.
  const { rows } = await query<{ written: number }>(
    `WITH written AS (
       INSERT INTO ${table.name} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM ${relation}
       ON CONFLICT (${table.key}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
        WHERE ${rowsDiffer(table, table.name, 'excluded')}
       RETURNING 1
     )
     SELECT count(*) AS written FROM written`,
  )
  return rows[0]?.written ?? 0
}

/** SQL that is true when two rows of one key are not equal. */
export function rowsDiffer(table: AnyTable, one: string, other: string): string {
  const others = Object.keys(table.columns).filter((column) => column !== table.key)
  const row = (name: string) => `(${others.map((column) => `${name}.${column}`).join(', ')})`
  return `${row(one)} IS DISTINCT FROM ${row(other)}`
}
