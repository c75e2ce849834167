import { createReadStream } from 'node:fs'
import type { AnyTable } from '@rollcall/tables'
import type pg from 'pg'
import { queryOn } from '../database/query.js'
import { copyInto } from './copy-into.js'

/** Makes rows that are there equal to those of a binary COPY file; answers how many were offered and how many differed. */
export async function updateRows(
  client: pg.Client,
  table: AnyTable,
  file: string,
): Promise<{ offered: number; updated: number }> {
  const query = queryOn(client)
  const columns = Object.keys(table.columns)
  const others = columns.filter((column) => column !== table.key)
  await query(`CREATE TEMPORARY TABLE load_changes (LIKE ${table.name}) ON COMMIT DROP`)
  const offered = await copyInto(client, { table: 'load_changes', columns, rows: createReadStream(file) })
  // Counted by what RETURNING gives: a distributed table reports the rows offered, not those written.
  const { rows } = await query<{ updated: number }>(
    `WITH written AS (
       INSERT INTO ${table.name} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM load_changes
       ON CONFLICT (${table.key}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
        WHERE (${others.map((column) => `${table.name}.${column}`).join(', ')})
              IS DISTINCT FROM (${others.map((column) => `excluded.${column}`).join(', ')})
       RETURNING 1
     )
     SELECT count(*) AS updated FROM written`,
  )
  return { offered, updated: rows[0]?.updated ?? 0 }
}
