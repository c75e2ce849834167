import type { Actor } from '../access/actor.js'
import type { EndedDeed } from '../audit/audit-store.js'
import { jsonb } from '../database/jsonb.js'
import { inTransaction, type Query } from '../database/query.js'
import { DEAD_SERVERS, PRESENCE_LOCK } from './server-presence.js'
import type { Progress, TaskError, TaskRecord } from './task.js'

/** A task that ended its server, or its PostgreSQL, twice would do so again. */
const MOST_ATTEMPTS = 2

const COLUMNS = `id, kind, state, input, progress, result, error, attempts, created_at AS "createdAt", started_at AS "startedAt", ended_at AS "endedAt"`

export interface NewTask {
  id: string
  kind: string
  input: object
  /** The server that will run it. */
  server: number
  /** The home on which it can be run again; null when it cannot be. */
  home: string | null
  /** Who asked for it. */
  actor: Actor
}

/** Keeps a task to be run; answers false when there is one of that id already. */
export async function insertTask(query: Query, task: NewTask): Promise<boolean> {
  const { id, kind, input, server, home, actor } = task
  const { rowCount } = await query(
    `INSERT INTO tasks (id, kind, input, server, home, token, request_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT DO NOTHING`,
    [id, kind, jsonb(input), server, home, actor.token, actor.requestId],
  )
  return rowCount === 1
}

export async function findTask(query: Query, id: string): Promise<TaskRecord | undefined> {
  const { rows } = await query<TaskRecord>(`SELECT ${COLUMNS} FROM tasks WHERE id = $1`, [id])
  return rows[0]
}

/** The newest tasks first, those of one kind if it is given. */
export async function listTasks(
  query: Query,
  { kind, limit }: { kind?: string | undefined; limit: number },
): Promise<TaskRecord[]> {
  const { rows } = await query<TaskRecord>(
    `SELECT ${COLUMNS} FROM tasks WHERE $1::text IS NULL OR kind = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [kind ?? null, limit],
  )
  return rows
}

/** Whether a task is there for certain: one that another connection is just inserting is waited for. Inserts nothing. */
export async function isInserted(query: Query, task: NewTask): Promise<boolean> {
  return !(await inTransaction(query, () => insertTask(query, task), 'ROLLBACK'))
}

/** Marks a task as running, which twice is as good as once; answers false when it was cancelled before. */
export async function markRunning(query: Query, id: string): Promise<boolean> {
  const { rowCount } = await query(
    `UPDATE tasks SET state = 'running', attempts = attempts + (state = 'waiting')::integer,
            started_at = coalesce(started_at, clock_timestamp())
      WHERE id = $1 AND state IN ('waiting', 'running')`,
    [id],
  )
  return rowCount === 1
}

/** Has a task that was interrupted wait to be run again; answers false when it has ended, or was run again already. */
export async function waitAgain(query: Query, id: string): Promise<boolean> {
  const { rowCount } = await query(
    `UPDATE tasks SET state = 'waiting', progress = NULL, started_at = NULL
      WHERE id = $1 AND state IN ('waiting', 'running') AND attempts < ${MOST_ATTEMPTS}`,
    [id],
  )
  return rowCount === 1
}

/** Has a task that was cancelled not be run again when its server ends before it has stopped. */
export async function forgetHome(query: Query, id: string): Promise<void> {
  await query('UPDATE tasks SET home = NULL WHERE id = $1', [id])
}

/** The tasks of servers that are gone which this one can run again, waiting under its own number from now on; the oldest first. */
export async function takeOverTasks(
  query: Query,
  { server, home }: { server: number; home: string },
): Promise<TaskRecord[]> {
  const { rows } = await query<TaskRecord>(
    `WITH dead AS MATERIALIZED (${DEAD_SERVERS}), taken AS (
       UPDATE tasks SET server = $2, state = 'waiting', progress = NULL, started_at = NULL
        WHERE state IN ('waiting', 'running') AND home = $3 AND attempts < ${MOST_ATTEMPTS}
          AND server IN (SELECT server FROM dead)
        RETURNING *
     )
     SELECT ${COLUMNS} FROM taken ORDER BY created_at, id`,
    [PRESENCE_LOCK, server, home],
  )
  return rows
}

export async function saveProgress(query: Query, id: string, progress: Progress): Promise<void> {
  await query(`UPDATE tasks SET progress = $2 WHERE id = $1 AND state = 'running'`, [id, jsonb(progress)])
}

interface Ending {
  state: 'done' | 'failed' | 'cancelled'
  result?: unknown
  error?: TaskError
  /** What is recorded of it under whoever started it; null when that is recorded elsewhere, or nothing is to be. */
  deed: EndedDeed | null
}

/**
 * Ends a task that has not ended yet, and records it; in the transaction of its own changes, all three come to be together. Answers
 * false when it had ended before.
 */
export async function endTask(query: Query, id: string, { state, result, error, deed }: Ending): Promise<boolean> {
  const { rows } = await query(
    `WITH ended AS (
       UPDATE tasks SET state = $2, result = $3, error = $4, ended_at = clock_timestamp()
        WHERE id = $1 AND state IN ('waiting', 'running')
        RETURNING token, request_id
     ), recorded AS (
       INSERT INTO audit (token, request_id, action, "table", rows, result, detail)
       SELECT token, request_id, $5, $6, $7, $2, $8 FROM ended WHERE $5::text IS NOT NULL
     )
     SELECT FROM ended`,
    [id, state, json(result), json(error), deed?.action, deed?.table, deed?.rows, json(deed?.detail)],
  )
  return rows.length === 1
}

function json(value: unknown): string | null {
  return value === undefined ? null : jsonb(value)
}
