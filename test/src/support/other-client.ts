import pg from 'pg'
import type { TestDatabase } from './test-database.js'
import { until } from './until.js'

/** A connection of somebody else, on which transactions can be held open until it is disposed of. */
export async function otherClient(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  // When a test fails, its database goes while this is at work.
  client.on('error', () => undefined)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

/** Resolves when a statement in the database waits for a lock: any, or one of a kind, such as for the end of a transaction that changed a row. */
export async function waitsForLock(
  { sql }: Pick<TestDatabase, 'sql'>,
  kind: '%' | 'transactionid' | 'relation' | 'advisory' = '%',
): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event LIKE $1`
  await until('a statement that waits for a lock', async () => (await sql(waiting, [kind])).length > 0)
}
