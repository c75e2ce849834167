import type { Query } from '../database/query.js'

/**
 * Puts the checking of foreign keys off until `checkKeysNow`, within the transaction; a key that cannot be deferred is checked at the end
 * of each statement as ever. ARCHITECTURE.md tells why. From here to the transaction's end PostgreSQL looks everything up by index.
 */
export async function checkKeysLater(query: Query): Promise<void> {
  await query('SET CONSTRAINTS ALL DEFERRED')
  // Checking one by one is always cheaper by index, whatever the statistics say.
  await query('SET LOCAL enable_seqscan = off')
}

/** Throws a foreign_key_violation when a row that went in points at nothing: a dry run, which has no COMMIT, would not know. */
export async function checkKeysNow(query: Query): Promise<void> {
  await query('SET CONSTRAINTS ALL IMMEDIATE')
}
