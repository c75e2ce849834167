import { createHash } from 'node:crypto'
import type pg from 'pg'

/** Runs one SQL statement with $1, $2, … for its values: on the pool, in a transaction, or on a connection of its own. */
export type Query = <Row = unknown>(
  sql: string,
  values?: unknown[],
  options?: QueryOptions,
) => Promise<{ rows: Row[]; rowCount: number }>

interface QueryOptions {
  /**
   * The connection keeps the statement parsed and planned: half the work of a short one. For texts of which there are few,
   * because what is kept is never let go.
   */
  keep?: boolean
}

/** The same, on one connection. */
export function queryOn(client: pg.ClientBase): Query {
  return async <Row>(text: string, values: unknown[] = [], { keep = false }: QueryOptions = {}) => {
    const { rows, rowCount } = await client.query(keep ? { name: nameOf(text), text, values } : { text, values })
    return { rows: rows as Row[], rowCount: rowCount ?? 0 }
  }
}

const names = new Map<string, string>()

/** By the text, so that no two can have one name; PostgreSQL cuts names at 63 bytes. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha1').update(text).digest('base64url')
  names.set(text, name)
  return name
}

/** Runs `work` between BEGIN and COMMIT, or for a trial ROLLBACK; rolled back when it throws. */
export async function inTransaction<T>(
  query: Query,
  work: () => Promise<T>,
  end: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): Promise<T> {
  await query('BEGIN')
  try {
    const result = await work()
    await query(end)
    return result
  } catch (error) {
    // A connection that is gone has rolled back already; the first error is the one to tell.
    await query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
