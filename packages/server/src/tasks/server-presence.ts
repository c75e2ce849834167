import { randomInt } from 'node:crypto'
import type { Actor } from '../access/actor.js'
import { recordDeed } from '../audit/audit-store.js'
import { taskDeed } from '../audit/task-deed.js'
import type { Database } from '../database/open-database.js'
import type { Query } from '../database/query.js'
import type { TaskError, TaskRecord } from './task.js'

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
export function failTasksOfDeadServers(database: Database): Promise<string[]> {
  return database.transaction(async (query) => {
    const tasks = await failUnfinished(query)
    for (const task of tasks) {
      const deed = taskDeed(task, { state: 'failed', error: INTERRUPTED })
      if (deed) await recordDeed(query, task, deed)
    }
    return tasks.map(({ id }) => id)
  })
}

type Unfinished = Pick<TaskRecord, 'id' | 'kind' | 'input'> & Actor

async function failUnfinished(query: Query): Promise<Unfinished[]> {
  const { rows } = await query<Unfinished>(
    `WITH dead AS MATERIALIZED (
       SELECT server FROM (SELECT DISTINCT server FROM tasks WHERE state IN ('waiting', 'running')) AS servers
        WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = $1::oid AND objid = server::oid AND objsubid = 2)
     )
     UPDATE tasks SET state = 'failed', error = $2, ended_at = clock_timestamp()
      WHERE state IN ('waiting', 'running') AND server IN (SELECT server FROM dead)
      RETURNING id, kind, input, token, request_id AS "requestId"`,
    [PRESENCE_LOCK, JSON.stringify(INTERRUPTED)],
  )
  return rows
}
