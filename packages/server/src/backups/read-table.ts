import type { AnyTable } from '@rollcall/tables'
import type { Query } from '../database/query.js'

/** How many rows are fetched at a time. */
const BATCH = 5000

/** All rows of a table in key order, in batches, within the transaction of `query`. */
export async function* readTable(query: Query, table: AnyTable): AsyncGenerator<object[]> {
  const cursor = `rows_of_${table.name}`
  await query(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${Object.keys(table.columns).join(', ')} FROM ${table.name} ORDER BY ${table.key}`,
  )
  for (;;) {
    const { rows } = await query<object>(`FETCH ${BATCH} FROM ${cursor}`)
    yield rows
    if (rows.length < BATCH) break
  }
  await query(`CLOSE ${cursor}`)
}
