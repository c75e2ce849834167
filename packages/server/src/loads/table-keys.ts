import type { AnyTable } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import { withParents } from '../tables/references.js'

/** A key as the catalogue spells it. */
interface Key {
  name: string
  definition: string
}

/** How long all locks together may be waited for, in milliseconds: whoever holds them is at work, and others queue behind us. */
const LOCK_TIMEOUT = 500

/**
 * Drops the foreign keys of a table and, if nothing hangs on it, the primary one, within the transaction; answers what is needed to add them
 * again. Locks the table and its parents for everybody, as dropping a key does anyway.
 */
export async function dropKeys(query: Query, table: AnyTable): Promise<Key[]> {
  await lockTables(query, table)
  const { rows } = await query<Key>(DROPPABLE_KEYS, [table.name])
  if (rows.length > 0) {
    await query(`ALTER TABLE ${table.name} ${rows.map(({ name }) => `DROP CONSTRAINT ${name}`).join(', ')}`)
  }
  return rows
}

async function lockTables(query: Query, table: AnyTable): Promise<void> {
  const deadline = performance.now() + LOCK_TIMEOUT
  for (const { name } of withParents(table)) {
    // PostgreSQL counts anew for each lock.
    const left = Math.max(1, Math.round(deadline - performance.now()))
    await query(`SET LOCAL lock_timeout = ${left}`)
    await query(`LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`)
  }
  await query('SET LOCAL lock_timeout = 0')
}

/** Whether the keys of a table are its own: those of a partition, or of what has partitions, come and go with others. */
export async function hasOwnKeys(query: Query, { name }: AnyTable): Promise<boolean> {
  const sql = `SELECT relkind = 'r' AND NOT relispartition AS own FROM pg_class WHERE oid = $1::regclass`
  const { rows } = await query<{ own: boolean }>(sql, [name])
  return rows[0]?.own ?? false
}

/** Adds them again as they were; PostgreSQL checks all rows, and throws when a key is there twice or one points at nothing. */
export async function addKeys(query: Query, table: AnyTable, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return
  await query(
    `ALTER TABLE ${table.name} ${keys.map(({ name, definition }) => `ADD CONSTRAINT ${name} ${definition}`).join(', ')}`,
  )
}

// Only what its definition brings back whole: a comment, or what somebody set for the index, would be lost.
const DROPPABLE_KEYS = `
  SELECT quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint AS key
   WHERE conrelid = $1::regclass
     AND obj_description(oid, 'pg_constraint') IS NULL
     AND (contype = 'f' AND convalidated
         AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = key.oid AND tgenabled <> 'O')
       OR contype = 'p'
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = $1::regclass)
       AND EXISTS (
         SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
          WHERE indexrelid = key.conindid AND NOT indisclustered AND NOT indisreplident
            AND reltablespace = 0 AND reloptions IS NULL AND obj_description(indexrelid, 'pg_class') IS NULL))
   ORDER BY contype DESC, conname`
