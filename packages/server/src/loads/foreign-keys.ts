import { type AnyTable, tableList } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import { referencesOf } from '../tables/references.js'

/** A foreign key as the catalogue spells it. */
interface ForeignKey {
  name: string
  definition: string
}

/** How long the locks may be waited for, in milliseconds: whoever holds them is at work, and others would queue behind us. */
const LOCK_TIMEOUT = 500

/**
 * Drops the foreign keys of a table within the transaction; answers what is needed to add them again. Locks the table
 * and its parents for everybody, as dropping a key does anyway, in the tables' order and all at once.
 */
export async function dropForeignKeys(query: Query, table: AnyTable): Promise<ForeignKey[]> {
  const parents = referencesOf(table).map(({ references }) => references)
  const locked = tableList.filter(({ name }) => name === table.name || parents.includes(name))
  await query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT}`)
  await query(`LOCK TABLE ${locked.map(({ name }) => name).join(', ')} IN ACCESS EXCLUSIVE MODE`)
  const { rows } = await query<ForeignKey>(
    `SELECT quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE conrelid = $1::regclass AND contype = 'f' ORDER BY conname`,
    [table.name],
  )
  if (rows.length > 0)
    await query(`ALTER TABLE ${table.name} ${rows.map(({ name }) => `DROP CONSTRAINT ${name}`).join(', ')}`)
  return rows
}

/** Adds them again as they were; PostgreSQL checks all rows, and throws when one points at nothing. */
export async function addForeignKeys(query: Query, table: AnyTable, keys: readonly ForeignKey[]): Promise<void> {
  if (keys.length === 0) return
  await query(
    `ALTER TABLE ${table.name} ${keys.map(({ name, definition }) => `ADD CONSTRAINT ${name} ${definition}`).join(', ')}`,
  )
}
