import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, type Query } from '../database/query.js'
import { withParents } from '../tables/references.js'
import { insertRows } from './insert-rows.js'
import type { LoadJob } from './load-job.js'
import { keepingCounts } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import { rowSource } from './row-source.js'
import { setRowsAside } from './set-rows-aside.js'
import { type LoadAttempt, withAttempt } from './with-attempt.js'

/** Loads a file with every check on, the foreign keys' once all rows are in; nobody is in its way, nor is it in theirs. */
export function loadLive(job: LoadJob): Promise<LoadResult> {
  return withAttempt(job, async (attempt) => {
    const { query } = attempt
    const source = rowSource({ job, attempt, empty: await isEmpty(query, job), changes: undefined })
    return await keepingCounts(job, source, 'live', async () => {
      const rows = await setRowsAside(job, attempt, source)
      return await inTransaction(query, () => insertRows(job, attempt, rows), endOf(job))
    })
  })
}

/** The same while other writers are kept away from the table and its parents, so that nothing it was judged by changes; readers go on reading. */
export function loadLocked(job: LoadJob): Promise<LoadResult> {
  return withAttempt(job, (attempt) => inTransaction(attempt.query, () => judgeAndInsert(job, attempt), endOf(job)))
}

async function judgeAndInsert(job: LoadJob, attempt: LoadAttempt): Promise<LoadResult> {
  const { folder, options } = job
  const { query } = attempt
  await lockTables(query, job)
  const changesFile = options.onConflict === 'update' ? join(folder, 'changes') : undefined
  await using changes = changesFile === undefined ? undefined : await open(changesFile, 'w')
  const source = rowSource({ job, attempt, empty: await isEmpty(query, job), changes })
  return await keepingCounts(job, source, 'live', async () => {
    const rows = await setRowsAside(job, attempt, source)
    return await insertRows(job, attempt, { ...rows, changesFile })
  })
}

/** A dry run is one until its end. */
export function endOf({ options }: LoadJob): 'COMMIT' | 'ROLLBACK' {
  return options.dryRun ? 'ROLLBACK' : 'COMMIT'
}

/** Whether the table has no row that others have committed. */
export async function isEmpty(query: Query, { table }: LoadJob): Promise<boolean> {
  const { rows } = await query<{ empty: boolean }>(`SELECT NOT EXISTS (SELECT FROM ${table.name}) AS empty`)
  return rows[0]?.empty ?? false
}

async function lockTables(query: Query, { table }: LoadJob): Promise<void> {
  for (const { name } of withParents(table)) {
    await query(`LOCK TABLE ${name} IN ${name === table.name ? 'SHARE ROW EXCLUSIVE' : 'SHARE'} MODE`)
  }
}
