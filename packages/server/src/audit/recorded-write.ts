import type { Actor } from '../access/actor.js'
import { jsonb } from '../database/jsonb.js'
import type { Query } from '../database/query.js'
import { AUDIT_COLUMNS, type Deed } from './audit-store.js'

interface Statement {
  /** Writes rows and gives them back: `INSERT … RETURNING …`. */
  sql: string
  /** How many values it takes: $1, $2, … */
  values: number
  /** What is answered of the rows; all that the statement gives back when absent. */
  answer?: string
}

/** Runs it with as many values as it takes. */
export type RecordedWrite<Row> = (query: Query, values: unknown[], actor: Actor, deed: Deed) => Promise<Row[]>

/**
 * Makes a statement that writes rows and records that at the same time: one way to the database and back, and a write of no row leaves
 * no record. To be made once and kept, as the connections keep it.
 */
export function recordedWrite<Row>({ sql, values, answer = '*' }: Statement): RecordedWrite<Row> {
  const [token, requestId, action, table, detail] = [1, 2, 3, 4, 5].map((index) => `$${values + index}`)
  const text = `WITH written AS (${sql}), recorded AS (
       INSERT INTO audit (${AUDIT_COLUMNS})
       SELECT ${token}::text, ${requestId}::text, ${action}::text, ${table}::text,
              CASE WHEN ${table} IS NOT NULL THEN count(*) END, 'done', ${detail}::jsonb
         FROM written HAVING count(*) > 0
     )
     SELECT ${answer} FROM written`
  return async (query, given, actor, deed) => {
    const recorded = [actor.token, actor.requestId, deed.action, deed.table ?? null, jsonb(deed.detail)]
    return (await query<Row>(text, [...given, ...recorded], { keep: true })).rows
  }
}
