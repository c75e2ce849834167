import { randomInt } from 'node:crypto'
import type pg from 'pg'
import type { Actor } from '../access/actor.js'
import { recordDeed } from '../audit/audit-store.js'
import { taskDeed } from '../audit/task-deed.js'
import type { Database } from '../database/open-database.js'
import type { Query } from '../database/query.js'
import type { TaskError, TaskRecord } from './task.js'

/** The class of the advisory locks by which servers show that they live. */
export const PRESENCE_LOCK = 1_382_840_403

/** That this server lives: a lock that PostgreSQL frees when the process is gone, however it went. */
export interface ServerPresence extends AsyncDisposable {
  readonly server: number
}

/** How long, in milliseconds, until a server whose connection was lost shows again that it lives. */
const AGAIN_AFTER = 500

/** Shows that this server lives, until disposed of; a connection that is lost is made again. */
export async function announceServer(database: Database): Promise<ServerPresence> {
  const server = randomInt(1, 2 ** 31 - 1)
  let gone = false
  let client = await hold(database, server, again)

  function again(): void {
    if (gone) return
    setTimeout(() => void renew().catch(again), AGAIN_AFTER).unref()
  }

  async function renew(): Promise<void> {
    if (gone) return
    client = await hold(database, server, again)
    if (gone) await client.end()
  }

  return {
    server,
    async [Symbol.asyncDispose]() {
      gone = true
      await client.end()
    },
  }
}

async function hold(database: Database, server: number, onLost: () => void): Promise<pg.Client> {
  const client = await database.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1, $2)', [PRESENCE_LOCK, server])
  } catch (error) {
    await client.end()
    throw error
  }
  return client.once('end', onLost)
}

/** The servers with unfinished tasks that no longer live; $1 is the class of their locks. */
export const DEAD_SERVERS = `
  SELECT server FROM (SELECT DISTINCT server FROM tasks WHERE state IN ('waiting', 'running')) AS servers
   WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND classid = $1::oid AND objid = server::oid AND objsubid = 2)`

const INTERRUPTED: TaskError = {
  code: 'interrupted',
  message: 'The server stopped while this task was unfinished. Nothing of it was kept. Start it again.',
  issues: [],
}

/** It has been run again already, or it is what ends the server. */
const INTERRUPTED_AGAIN: TaskError = {
  ...INTERRUPTED,
  message:
    'This task was interrupted twice, at last by the end of the server, so it was not run a third time. Nothing of it was kept. ' +
    "Look into the server's log for why, and start it again.",
}

/** Fails the unfinished tasks of servers that no longer live; answers their ids. */
export function failTasksOfDeadServers(database: Database): Promise<string[]> {
  return database.transaction(async (query) => {
    const tasks = await failUnfinished(query)
    for (const { error, ...task } of tasks) {
      const deed = taskDeed(task, { state: 'failed', error })
      if (deed) await recordDeed(query, task, deed)
    }
    return tasks.map(({ id }) => id)
  })
}

type Unfinished = Pick<TaskRecord, 'id' | 'kind' | 'input'> & { error: TaskError } & Actor

async function failUnfinished(query: Query): Promise<Unfinished[]> {
  const { rows } = await query<Unfinished>(
    `WITH dead AS MATERIALIZED (${DEAD_SERVERS})
     UPDATE tasks SET state = 'failed', ended_at = clock_timestamp(),
            error = CASE WHEN attempts > 1 THEN $3::jsonb ELSE $2::jsonb END
      WHERE state IN ('waiting', 'running') AND server IN (SELECT server FROM dead)
      RETURNING id, kind, input, error, token, request_id AS "requestId"`,
    [PRESENCE_LOCK, JSON.stringify(INTERRUPTED), JSON.stringify(INTERRUPTED_AGAIN)],
  )
  return rows
}
