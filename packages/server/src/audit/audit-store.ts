import type { TableName } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import { jsonb } from '../database/jsonb.js'
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

/** What of a deed is written; its moment and its id come by themselves. */
export const AUDIT_COLUMNS = 'token, request_id, action, "table", rows, result, detail'

/** Records a deed; in the transaction of its changes, both come to be together. */
export async function recordDeed(query: Query, { token, requestId }: Actor, deed: EndedDeed): Promise<void> {
  const { action, table, rows, result, detail } = deed
  await query(`INSERT INTO audit (${AUDIT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    token,
    requestId,
    action,
    table ?? null,
    rows ?? null,
    result,
    jsonb(detail),
  ])
}

interface AuditPage {
  /** Older ones than the entry of this id. */
  after?: number | undefined
  limit: number
  table?: TableName | undefined
  action?: string | undefined
  /** Null for what was done without one. */
  token?: string | null | undefined
}

/** A deed as it is kept. */
interface AuditEntry {
  id: number
  at: string
  token: string | null
  requestId: string
  action: string
  table: TableName | null
  rows: number | null
  result: EndedDeed['result']
  detail: Deed['detail']
}

/** What was recorded, newest first, a page at a time. */
export async function listDeeds(
  query: Query,
  { after, limit, table, action, token }: AuditPage,
): Promise<{ entries: AuditEntry[]; next: number | null }> {
  const { rows } = await query<AuditEntry>(
    `SELECT id, at, token, request_id AS "requestId", action, "table", rows, result, detail FROM audit
      WHERE ($1::bigint IS NULL OR id < $1) AND ($2::text IS NULL OR "table" = $2)
        AND ($3::text IS NULL OR action = $3) AND ($4 OR token IS NOT DISTINCT FROM $5)
      ORDER BY id DESC LIMIT $6`,
    [after, table, action, token === undefined, token, limit + 1],
  )
  const entries = rows.slice(0, limit)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}
