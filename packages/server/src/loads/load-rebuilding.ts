import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { inTransaction } from '../database/query.js'
import { copyInto } from './copy-into.js'
import { addForeignKeys, dropForeignKeys } from './foreign-keys.js'
import type { LoadJob } from './load-job.js'
import { isEmpty } from './load-live.js'
import { assertCopied, keepingCounts, loadResult } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import { rowSource } from './row-source.js'
import { withAttempt } from './with-attempt.js'

/** The table is not empty any more: the keys of the file were judged as if it were. */
export class NotEmptyError extends Error {}

/**
 * Loads a file into an empty table in one transaction with its foreign keys dropped and added again, validated: checking
 * a million rows at once takes a fortieth of checking them one by one. Everything is read and judged before the tables
 * are locked; readers of the table and its parents wait from then to the end. Throws NotEmptyError, and with SQLSTATE
 * 55P03 when the locks cannot be had at once.
 */
export function loadRebuilding(job: LoadJob): Promise<LoadResult> {
  const { run, table, options, upload } = job
  const columns = Object.keys(table.columns)
  const rowsFile = join(job.folder, 'rows')
  return withAttempt(job, async ({ client, query, beside, seconds }) => {
    const source = rowSource({ job, query: beside, empty: true, changes: undefined })
    await keepingCounts(job, source, 'rebuild', () => pipeline(source.copy(), createWriteStream(rowsFile)))
    run.report({ done: upload.bytes, total: upload.bytes, rows: source.counts.read })
    const load = async () => {
      const keys = await dropForeignKeys(query, table)
      const locked = seconds()
      if (!(await isEmpty(query, job))) throw new NotEmptyError(`${table.name} got rows from another client`)
      const rows = createReadStream(rowsFile, { highWaterMark: 1024 * 1024 })
      const copied = await copyInto(client, { table: table.name, columns, rows })
      assertCopied(source, copied)
      await addForeignKeys(query, table, keys)
      const lockedSeconds = Math.round((seconds() - locked) * 1000) / 1000
      const result = loadResult(job, source, { state: 'done', path: 'rebuild', seconds: seconds(), lockedSeconds })
      if (!options.dryRun) await run.complete(query, result)
      return result
    }
    return await inTransaction(query, load, options.dryRun ? 'ROLLBACK' : 'COMMIT')
  })
}
