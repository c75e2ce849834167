import type pg from 'pg'
import { type Query, queryOn } from '../database/query.js'
import { cancelOnAbort } from '../tasks/cancel-on-abort.js'
import type { LoadJob } from './load-job.js'
import { clearRejects } from './reject-store.js'

/** One try at a load: what it works with. */
export interface LoadAttempt {
  /** The load's own connection. */
  client: pg.Client
  query: Query
  /** A connection that commits as it goes, for keeping rejects. */
  beside: pg.Client
}

/** Runs one try at a load, beginning without the rejects of an earlier one. */
export async function withAttempt<T>(
  { run, database }: LoadJob,
  work: (attempt: LoadAttempt) => Promise<T>,
): Promise<T> {
  await using client = await database.connect()
  await using beside = await database.connect()
  using _ = cancelOnAbort(run, database, client)
  await clearRejects(queryOn(beside), run.id)
  run.keepResult(undefined)
  // Rejects need not be on disk before the end of the load is, which brings them there.
  await beside.query('SET synchronous_commit = off')
  return await work({ client, query: queryOn(client), beside })
}
