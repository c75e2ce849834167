import { stat } from 'node:fs/promises'
import type pg from 'pg'
import { copyInto } from './copy-into.js'
import type { LoadJob } from './load-job.js'
import { readPieces } from './reading/read-pieces.js'
import type { RowsAside } from './set-rows-aside.js'

/** How much of the rows is in memory at a time, in bytes; as much again is read ahead. */
const COPIED_AT_ONCE = 256 * 1024

/** Copies the new rows into the table; answers how many PostgreSQL took. */
export async function copyRows(
  { run, table }: LoadJob,
  client: pg.Client,
  { source, rowsFile }: RowsAside,
): Promise<number> {
  const { size } = await stat(rowsFile)
  const { inserted: total, read: rows } = source.counts
  const copied = await copyInto(client, {
    table: table.name,
    columns: Object.keys(table.columns),
    rows: measured(readPieces(rowsFile, { bytes: COPIED_AT_ONCE, signal: run.signal }), (bytes) => {
      run.report({ step: 'inserting', done: Math.round((total * bytes) / size), total, rows })
    }),
  })
  run.report({ step: 'checking', done: total, total, rows })
  return copied
}

/** The same bytes, telling after each piece how many there were so far. */
async function* measured(pieces: AsyncIterable<Buffer>, tell: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const piece of pieces) {
    yield piece
    bytes += piece.length
    tell(bytes)
  }
}
