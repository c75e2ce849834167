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
  /** A connection that commits as it goes, for looking keys up and for keeping rejects. */
  beside: Query
  /** Seconds since the try began. */
  seconds: () => number
}

/** Runs one try at a load, beginning without the rejects of an earlier one. */
export async function withAttempt<T>(
  { run, database }: LoadJob,
  work: (attempt: LoadAttempt) => Promise<T>,
): Promise<T> {
  const started = performance.now()
  await using client = await database.connect()
  await using besideClient = await database.connect()
  using _ = cancelOnAbort(run, database, client)
  const beside = queryOn(besideClient)
  await clearRejects(beside, run.id)
  // Looking up some thousand keys is always cheaper by index, whatever the statistics say.
  await beside('SET enable_seqscan = off')
  const seconds = () => Math.round(performance.now() - started) / 1000
  return await work({ client, query: queryOn(client), beside, seconds })
}
