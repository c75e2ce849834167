import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { tableList } from '@rollcall/tables'
import { inTransaction, type Query, queryOn } from '../database/query.js'
import { referencesOf } from '../tables/references.js'
import { cancelOnAbort } from '../tasks/cancel-on-abort.js'
import { copyInto } from './copy-into.js'
import { assertAllCounted, type LoadCounts } from './load-counts.js'
import type { LoadJob } from './load-job.js'
import type { LoadResult } from './load-schemas.js'
import { clearRejects } from './reject-store.js'
import { type RowSource, rowSource } from './row-source.js'
import { updateRows } from './update-rows.js'

interface AttemptOptions {
  /** Keep other writers away from the table and its parents until the end; readers go on reading. */
  lock: boolean
}

/** Loads a file in one transaction: all of it, with the task's end, or nothing. */
export async function attemptLoad(job: LoadJob, { lock }: AttemptOptions): Promise<LoadResult> {
  const { run, database, table, options, upload } = job
  const started = performance.now()
  await using client = await database.connect()
  await using beside = await database.connect()
  const query = queryOn(client)
  await clearRejects(queryOn(beside), run.id)
  // Looking up some thousand keys and checking a foreign key are always cheaper by index, whatever the statistics say.
  await beside.query('SET enable_seqscan = off')
  using _ = cancelOnAbort(run, database, client)

  return await inTransaction(
    query,
    async () => {
      await query('SET LOCAL enable_seqscan = off')
      if (lock) await lockTables(query, job)
      const { rows } = await query<{ empty: boolean }>(`SELECT NOT EXISTS (SELECT FROM ${table.name}) AS empty`)
      const changesFile = join(job.folder, 'changes')
      await using changes = options.onConflict === 'update' ? await open(changesFile, 'w') : undefined
      const source = rowSource({ job, query: queryOn(beside), empty: rows[0]?.empty ?? false, changes })
      const copied = await keepingCounts(job, source, () =>
        copyInto(client, { table: table.name, columns: Object.keys(table.columns), rows: source.copy() }),
      )
      run.report({ done: upload.bytes, total: upload.bytes, rows: source.counts.read })
      if (changes) countChanges(source.counts, await updateRows(client, table, changesFile))
      assertCopied(source.counts, copied)
      const result = loadResult(job, source, { state: 'done', seconds: secondsSince(started) })
      if (!options.dryRun) await run.complete(query, result)
      return result
    },
    options.dryRun ? 'ROLLBACK' : 'COMMIT',
  )
}

/** Always in the tables' order, so that two loads cannot wait for each other. */
async function lockTables(query: Query, { table }: LoadJob): Promise<void> {
  const parents = referencesOf(table).map(({ references }) => references)
  for (const { name } of tableList) {
    if (name === table.name) await query(`LOCK TABLE ${name} IN SHARE ROW EXCLUSIVE MODE`)
    else if (parents.includes(name)) await query(`LOCK TABLE ${name} IN SHARE MODE`)
  }
}

/** When the load fails, what was read up to there is still told; the rows that were good are counted as skipped. */
async function keepingCounts<T>(job: LoadJob, source: RowSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { read, rejected } = source.counts
    Object.assign(source.counts, { inserted: 0, updated: 0, skipped: read - rejected })
    job.run.keepResult(loadResult(job, source, { state: 'failed', seconds: 0 }))
    throw error
  }
}

function countChanges(counts: LoadCounts, { offered, updated }: { offered: number; updated: number }): void {
  counts.updated += updated
  counts.skipped += offered - updated
}

function assertCopied(counts: LoadCounts, copied: number): void {
  if (copied !== counts.inserted) throw new Error(`PostgreSQL took ${copied} rows of ${counts.inserted}`)
  assertAllCounted(counts)
}

function loadResult(
  { run, table, options }: LoadJob,
  source: RowSource,
  end: Pick<LoadResult, 'state' | 'seconds'>,
): LoadResult {
  return {
    id: run.id,
    table: table.name,
    dryRun: options.dryRun,
    path: 'live',
    ...end,
    ...source.counts,
    ...source.layout,
    emptyLines: source.emptyLines,
  }
}

function secondsSince(started: number): number {
  return Math.round(performance.now() - started) / 1000
}
