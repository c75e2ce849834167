import { inTransaction, type Query } from '../database/query.js'
import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'
import { copyRows } from './copy-rows.js'
import { insertRows } from './insert-rows.js'
import type { LoadJob } from './load-job.js'
import { endOf, isEmpty } from './load-live.js'
import { assertCopied, keepingCounts, loadResult } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import { rowSource } from './row-source.js'
import { addKeys, dropKeys } from './table-keys.js'
import { type RowsAside, setRowsAside } from './set-rows-aside.js'
import { type LoadAttempt, withAttempt } from './with-attempt.js'

/** The table is not empty any more: the keys of the file were judged as if it were. */
export class NotEmptyError extends Error {}

/**
 * Loads a file into an empty table in one transaction with its keys dropped and added again, validated: checking a million
 * rows at once takes a fortieth of checking them one by one. Everything is read and judged before the tables are locked; readers of
 * the table and its parents wait from then to the end. When the locks cannot be had at once, every check stays on instead. Throws NotEmptyError.
 */
export function loadRebuilding(job: LoadJob): Promise<LoadResult> {
  return withAttempt(job, (attempt) => {
    const source = rowSource({ job, attempt, empty: true, changes: undefined })
    return keepingCounts(job, source, 'rebuild', async () => {
      const rows = await setRowsAside(job, attempt, source)
      const insert = (way: typeof replaceKeys) =>
        inTransaction(attempt.query, () => way(job, attempt, rows), endOf(job))
      try {
        return await job.shutOut.during(() => insert(replaceKeys))
      } catch (error) {
        if (!SHUT_OUT.has(sqlstateOf(error))) throw error
        return await insert(insertRows)
      }
    })
  })
}

/**
 * What keeps keys from being dropped and added: somebody is at work on the tables, or they belong to another role, or have triggers that
 * wait for the end; they are distributed or inherited, or a view needs a key.
 */
const SHUT_OUT: ReadonlySet<string | undefined> = new Set([
  SQLSTATE.lockNotAvailable,
  SQLSTATE.deadlockDetected,
  SQLSTATE.insufficientPrivilege,
  SQLSTATE.objectInUse,
  SQLSTATE.featureNotSupported,
  SQLSTATE.invalidTableDefinition,
  SQLSTATE.dependentObjectsStillExist,
])

async function replaceKeys(job: LoadJob, { client, query }: LoadAttempt, rows: RowsAside): Promise<LoadResult> {
  const { run, table, options } = job
  const { source } = rows
  const keys = await dropKeys(query, table)
  if (!(await isEmpty(query, job))) throw new NotEmptyError(`${table.name} got rows from another client`)
  assertCopied(source, await copyRows(job, client, rows))
  await addKeys(query, table, keys)
  assertCopied(source, await countRows(query, table.name))
  const result = loadResult(job, source, { state: 'done', path: 'rebuild' })
  if (!options.dryRun) await run.complete(query, result)
  return result
}

async function countRows(query: Query, table: string): Promise<number> {
  const { rows } = await query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)
  return rows[0]?.count ?? -1
}
