import type { AnyTable } from '@rollcall/tables'
import type { Query } from '../database/query.js'

/** Makes a temporary table with the columns we know of a table: one that somebody added need not be able to be empty. Goes away at the transaction's end. */
export async function temporaryTable(query: Query, name: string, { name: table, columns }: AnyTable): Promise<void> {
  const known = Object.keys(columns).join(', ')
  await query(`CREATE TEMPORARY TABLE ${name} ON COMMIT DROP AS SELECT ${known} FROM ${table} WITH NO DATA`)
}
