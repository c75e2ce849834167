import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inTransaction, type Query } from '../database/query.js'
import { copyInto } from './copy-into.js'
import type { LoadJob } from './load-job.js'
import { isEmpty } from './load-live.js'
import { assertCopied, keepingCounts, loadResult } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import { type RowSource, rowSource } from './row-source.js'
import { addKeys, dropKeys } from './table-keys.js'
import { type LoadAttempt, withAttempt } from './with-attempt.js'

/** The table is not empty any more: the keys of the file were judged as if it were. */
export class NotEmptyError extends Error {}

/**
 * Loads a file into an empty table in one transaction with its keys dropped and added again, validated: checking a million
 * rows at once takes a fortieth of checking them one by one. Everything is read and judged before the tables are locked; readers of
 * the table and its parents wait from then to the end. Throws NotEmptyError, and with SQLSTATE 55P03 when the locks cannot be had at once.
 */
export function loadRebuilding(job: LoadJob): Promise<LoadResult> {
  const { run, options, upload } = job
  const rowsFile = join(job.folder, 'rows')
  return withAttempt(job, async (attempt) => {
    const source = rowSource({ job, beside: attempt.beside, empty: true, changes: undefined })
    await keepingCounts(job, source, 'rebuild', () => pipeline(source.copy(), createWriteStream(rowsFile)))
    run.report({ done: upload.bytes, total: upload.bytes, rows: source.counts.read })
    return await inTransaction(
      attempt.query,
      () => replaceKeys(job, attempt, { source, rowsFile }),
      options.dryRun ? 'ROLLBACK' : 'COMMIT',
    )
  })
}

interface Rows {
  source: RowSource
  /** A binary COPY of the rows. */
  rowsFile: string
}

async function replaceKeys(
  job: LoadJob,
  { client, query, seconds }: LoadAttempt,
  { source, rowsFile }: Rows,
): Promise<LoadResult> {
  const { run, table, options } = job
  const keys = await dropKeys(query, table)
  const locked = seconds()
  if (!(await isEmpty(query, job))) throw new NotEmptyError(`${table.name} got rows from another client`)
  const rows = createReadStream(rowsFile, { highWaterMark: 1024 * 1024 })
  const copied = await copyInto(client, { table: table.name, columns: Object.keys(table.columns), rows })
  assertCopied(source, copied)
  await addKeys(query, table, keys)
  assertCopied(source, await countRows(query, table.name))
  const lockedSeconds = Math.round((seconds() - locked) * 1000) / 1000
  const result = loadResult(job, source, { state: 'done', path: 'rebuild', seconds: seconds(), lockedSeconds })
  if (!options.dryRun) await run.complete(query, result)
  return result
}

async function countRows(query: Query, table: string): Promise<number> {
  const { rows } = await query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)
  return rows[0]?.count ?? -1
}
