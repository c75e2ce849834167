import type pg from 'pg'

/** Runs one SQL statement with $1, $2, … for its values: on the pool, in a transaction, or on a connection of its own. */
export type Query = <Row = unknown>(sql: string, values?: unknown[]) => Promise<{ rows: Row[]; rowCount: number }>

/** The same, on one connection. */
export function queryOn(client: pg.ClientBase): Query {
  return async <Row>(sql: string, values: unknown[] = []) => {
    const { rows, rowCount } = await client.query(sql, values)
    return { rows: rows as Row[], rowCount: rowCount ?? 0 }
  }
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
