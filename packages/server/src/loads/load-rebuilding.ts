import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { inTransaction, type Query } from '../database/query.js'
import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'
import { copyInto } from './copy-into.js'
import type { LoadJob } from './load-job.js'
import { checkKeysLater, checkKeysNow } from './key-checks-later.js'
import { isEmpty } from './load-live.js'
import { assertCopied, keepingCounts, loadResult } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import { readPieces } from './reading/read-pieces.js'
import { type RowSource, rowSource } from './row-source.js'
import { addKeys, dropKeys } from './table-keys.js'
import { type LoadAttempt, withAttempt } from './with-attempt.js'
import { writePieces } from './write-pieces.js'

/** The table is not empty any more: the keys of the file were judged as if it were. */
export class NotEmptyError extends Error {}

/**
 * Loads a file into an empty table in one transaction with its keys dropped and added again, validated: checking a million
 * rows at once takes a fortieth of checking them one by one. Everything is read and judged before the tables are locked; readers of
 * the table and its parents wait from then to the end. When the locks cannot be had at once, every check stays on instead. Throws NotEmptyError.
 */
export function loadRebuilding(job: LoadJob): Promise<LoadResult> {
  const { options } = job
  const rowsFile = join(job.folder, 'rows')
  return withAttempt(job, (attempt) => {
    const source = rowSource({ job, beside: attempt.beside, empty: true, changes: undefined })
    const insert = (way: typeof replaceKeys) =>
      inTransaction(
        attempt.query,
        () => way(job, attempt, { source, rowsFile }),
        options.dryRun ? 'ROLLBACK' : 'COMMIT',
      )
    return keepingCounts(job, source, 'rebuild', async () => {
      await writePieces(rowsFile, source.copy())
      try {
        return await job.shutOut.during(() => insert(replaceKeys))
      } catch (error) {
        if (!isShutOut(error)) throw error
        return await insert(keepKeys)
      }
    })
  })
}

/** Somebody is at work on the tables, or they belong to another role, or a key cannot be dropped: of a distributed table, or because a view needs it. */
function isShutOut(error: unknown): boolean {
  const state = sqlstateOf(error)
  return (
    state === SQLSTATE.lockNotAvailable ||
    state === SQLSTATE.insufficientPrivilege ||
    state === SQLSTATE.deadlockDetected ||
    state === SQLSTATE.dependentObjectsStillExist ||
    state === SQLSTATE.featureNotSupported
  )
}

interface Rows {
  source: RowSource
  /** A binary COPY of the rows. */
  rowsFile: string
}

async function replaceKeys(
  job: LoadJob,
  { client, query }: LoadAttempt,
  { source, rowsFile }: Rows,
): Promise<LoadResult> {
  const { run, table, options } = job
  const keys = await dropKeys(query, table)
  if (!(await isEmpty(query, job))) throw new NotEmptyError(`${table.name} got rows from another client`)
  assertCopied(source, await copyRows(job, client, { source, rowsFile }))
  await addKeys(query, table, keys)
  assertCopied(source, await countRows(query, table.name))
  const result = loadResult(job, source, { state: 'done', path: 'rebuild' })
  if (!options.dryRun) await run.complete(query, result)
  return result
}

/** The rows are inserted with every check on: what changed since they were judged is found by PostgreSQL. */
async function keepKeys(job: LoadJob, { client, query }: LoadAttempt, { source, rowsFile }: Rows): Promise<LoadResult> {
  const { run, options } = job
  await checkKeysLater(query)
  assertCopied(source, await copyRows(job, client, { source, rowsFile }))
  await checkKeysNow(query)
  const result = loadResult(job, source, { state: 'done', path: 'live' })
  if (!options.dryRun) await run.complete(query, result)
  return result
}

/** How much of the rows is in memory at a time, in bytes; as much again is read ahead. */
const COPIED_AT_ONCE = 256 * 1024

async function copyRows({ run, table }: LoadJob, client: pg.Client, { source, rowsFile }: Rows): Promise<number> {
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

async function countRows(query: Query, table: string): Promise<number> {
  const { rows } = await query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)
  return rows[0]?.count ?? -1
}
