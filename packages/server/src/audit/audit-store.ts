import type { TableName } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import type { Query } from '../database/query.js'

/** Something that was done to the data, or tried; never what is in a row, nor a secret. */
export interface Deed {
  /** As the SDK calls it: `departments.create`. */
  action: string
  table?: TableName | undefined
  /** Ids and counts. */
  detail: Record<string, string | number | null>
}

/** A deed that came to its end. */
export interface EndedDeed extends Deed {
  result: 'done' | 'failed' | 'cancelled'
  /** Rows added, changed and removed. */
  rows?: number | undefined
}

const COLUMNS = 'token, request_id, action, "table", rows, result, detail'

/** Records a deed; in the transaction of its changes, both come to be together. */
export async function recordDeed(query: Query, { token, requestId }: Actor, deed: EndedDeed): Promise<void> {
  const { action, table, rows, result, detail } = deed
  await query(`INSERT INTO audit (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    token,
    requestId,
    action,
    table ?? null,
    rows ?? null,
    result,
    JSON.stringify(detail),
  ])
}

interface Write {
  /** One statement that writes rows and gives them back: `INSERT … RETURNING …`. */
  sql: string
  values: unknown[]
  actor: Actor
  deed: Deed
}

/** Writes rows and records that in the same statement, one way to the database and back; a write of no row leaves no record. */
export async function writeRecorded<Row>(query: Query, { sql, values, actor, deed }: Write): Promise<Row[]> {
  const [token, requestId, action, table, detail] = [1, 2, 3, 4, 5].map((index) => `$${values.length + index}`)
  const { rows } = await query<Row>(
    `WITH written AS (${sql}), recorded AS (
       INSERT INTO audit (${COLUMNS})
       SELECT ${token}::text, ${requestId}::text, ${action}::text, ${table}::text,
              CASE WHEN ${table} IS NOT NULL THEN count(*) END, 'done', ${detail}::jsonb
         FROM written HAVING count(*) > 0
     )
     SELECT * FROM written`,
    [...values, actor.token, actor.requestId, deed.action, deed.table ?? null, JSON.stringify(deed.detail)],
  )
  return rows
}
