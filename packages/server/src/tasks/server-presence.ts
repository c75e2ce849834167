import { randomInt } from 'node:crypto'
import type { Database } from '../database/open-database.js'
import type { TaskError } from './task.js'

/** The class of the advisory locks by which servers show that they live. */
const PRESENCE_LOCK = 1_382_840_403

/** That this server lives: a lock that PostgreSQL frees when the process is gone, however it went. */
export interface ServerPresence extends AsyncDisposable {
  readonly server: number
}

/** Shows that this server lives, until disposed of. */
export async function announceServer(database: Database): Promise<ServerPresence> {
  const server = randomInt(1, 2 ** 31 - 1)
  const client = await database.connect()
  await client.query('SELECT pg_advisory_lock($1, $2)', [PRESENCE_LOCK, server])
  return { server, [Symbol.asyncDispose]: () => client.end() }
}

const INTERRUPTED: TaskError = {
  code: 'interrupted',
  message: 'The server stopped while this task was unfinished. Nothing of it was kept. Start it again.',
  issues: [],
}

/** Fails the unfinished tasks of servers that no longer live; answers their ids. */
export async function failTasksOfDeadServers({ query }: Database): Promise<string[]> {
  const { rows } = await query<{ id: string }>(
    `WITH dead AS MATERIALIZED (
       SELECT server FROM (SELECT DISTINCT server FROM tasks WHERE state IN ('waiting', 'running')) AS servers
        WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = $1::oid AND objid = server::oid AND objsubid = 2)
     )
     UPDATE tasks SET state = 'failed', error = $2, ended_at = clock_timestamp()
      WHERE state IN ('waiting', 'running') AND server IN (SELECT server FROM dead)
      RETURNING id`,
    [PRESENCE_LOCK, JSON.stringify(INTERRUPTED)],
  )
  return rows.map(({ id }) => id)
}
