import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { pour } from './pour.js'

interface CopyOptions {
  table: string
  columns: readonly string[]
  /** The bytes of a binary COPY, header and trailer included; each piece is valid until the next is asked for. */
  rows: AsyncIterable<Buffer>
}

/** Copies rows into a table on a connection of its own; answers how many PostgreSQL says it took. */
export async function copyInto(client: pg.Client, { table, columns, rows }: CopyOptions): Promise<number> {
  const copy = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`))
  await pour(rows, copy)
  return copy.rowCount ?? 0
}
