import { ServerError } from '../errors/server-error.js'
import { assertAllCounted } from './load-counts.js'
import type { LoadJob } from './load-job.js'
import type { LoadResult } from './load-schemas.js'
import type { RowSource } from './row-source.js'

/** How a load went, besides what became of its rows. */
type Way = Pick<LoadResult, 'state' | 'path'>

export function loadResult({ run, table, options, taking, shutOut }: LoadJob, source: RowSource, way: Way): LoadResult {
  return {
    id: run.id,
    table: table.name,
    dryRun: options.dryRun,
    ...way,
    seconds: taking.seconds,
    lockedSeconds: shutOut.seconds,
    ...source.counts,
    ...source.layout,
    emptyLines: source.emptyLines,
    rejectsKept: source.rejectsKept === source.counts.rejected ? null : source.rejectsKept,
  }
}

/** When the load fails, what was read up to there is still told; the rows that were good are counted as skipped. */
export async function keepingCounts<T>(
  job: LoadJob,
  source: RowSource,
  path: Way['path'],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { read, rejected } = source.counts
    Object.assign(source.counts, { inserted: 0, updated: 0, skipped: read - rejected })
    job.run.keepResult(loadResult(job, source, { state: 'failed', path }))
    throw error
  }
}

/** Throws, so that nothing is committed, when PostgreSQL took other rows than were counted. */
export function assertCopied({ counts }: RowSource, copied: number): void {
  if (copied !== counts.inserted) throw notTaken(copied, counts.inserted)
  assertAllCounted(counts)
}

function notTaken(copied: number, sent: number): ServerError {
  return new ServerError(
    'wrong_state',
    `PostgreSQL took ${copied} of ${sent} rows, so nothing was loaded. Look for a trigger or a rule of the table that keeps rows out.`,
  )
}
