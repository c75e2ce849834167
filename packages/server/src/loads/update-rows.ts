import { createReadStream } from 'node:fs'
import type { AnyTable } from '@rollcall/tables'
import type pg from 'pg'
import { queryOn } from '../database/query.js'
import { temporaryTable } from '../tables/temporary-table.js'
import { upsertFrom } from '../tables/upsert-from.js'
import { copyInto } from './copy-into.js'

/** Makes rows that are there equal to those of a binary COPY file; answers how many were offered and how many differed. */
export async function updateRows(
  client: pg.Client,
  table: AnyTable,
  file: string,
): Promise<{ offered: number; updated: number }> {
  const query = queryOn(client)
  const columns = Object.keys(table.columns)
  await temporaryTable(query, 'load_changes', table)
  const offered = await copyInto(client, { table: 'load_changes', columns, rows: createReadStream(file) })
  return { offered, updated: await upsertFrom(query, table, 'load_changes') }
}
