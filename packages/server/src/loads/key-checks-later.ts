import type { Query } from '../database/query.js'

/**
 * Has foreign keys checked when `checkKeysNow` says so, within the transaction; one that cannot be deferred is checked with each statement
 * as ever. Within a COPY, PostgreSQL takes up to 1.4 times as long where memory happens to lie badly: up to a thousand rows that wait together
 * are each remembered as users of the table's description, all in a row of one hash table, and each check adds a user of the parent's
 * there and takes it out again, past all of that row where it falls into it.
 */
export async function checkKeysLater(query: Query): Promise<void> {
  await query('SET CONSTRAINTS ALL DEFERRED')
  // Checking one by one is always cheaper by index, whatever the statistics say.
  await query('SET LOCAL enable_seqscan = off')
}

/** Throws a foreign_key_violation when a row that went in points at nothing. */
export async function checkKeysNow(query: Query): Promise<void> {
  await query('SET CONSTRAINTS ALL IMMEDIATE')
}
