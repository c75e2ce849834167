import { copyRows } from './copy-rows.js'
import { checkKeysLater, checkKeysNow } from './key-checks-later.js'
import type { LoadCounts } from './load-counts.js'
import type { LoadJob } from './load-job.js'
import { assertCopied, loadResult } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import type { RowsAside } from './set-rows-aside.js'
import { updateRows } from './update-rows.js'
import type { LoadAttempt } from './with-attempt.js'

/**
 * Brings rows into the table with every check on, within a transaction: what changed since they were judged is found by PostgreSQL.
 * `changesFile` is a binary COPY of rows whose keys are there already, which are to be updated.
 */
export async function insertRows(
  job: LoadJob,
  { client, query }: LoadAttempt,
  { changesFile, ...rows }: RowsAside & { changesFile?: string | undefined },
): Promise<LoadResult> {
  const { run, table, options } = job
  const { source } = rows
  await checkKeysLater(query)
  const copied = await copyRows(job, client, rows)
  if (changesFile !== undefined) countChanges(source.counts, await updateRows(client, table, changesFile))
  await checkKeysNow(query)
  assertCopied(source, copied)
  const result = loadResult(job, source, { state: 'done', path: 'live' })
  if (!options.dryRun) await run.complete(query, result)
  return result
}

function countChanges(counts: LoadCounts, { offered, updated }: { offered: number; updated: number }): void {
  counts.updated += updated
  counts.skipped += offered - updated
}
