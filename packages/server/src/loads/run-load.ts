import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'
import { attemptLoad } from './attempt-load.js'
import type { LoadJob } from './load-job.js'
import type { LoadResult } from './load-schemas.js'

/** Makes rows of an upload, all or nothing. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  // Updating counts what differs, which is only true while nobody else writes.
  if (job.options.onConflict === 'update') return attemptLoad(job, { lock: true })
  try {
    return await attemptLoad(job, { lock: false })
  } catch (error) {
    if (!lostRace(error)) throw error
    return attemptLoad(job, { lock: true })
  }
}

/** Every row was checked before: a key that is taken, or a parent that is gone, was changed by another client meanwhile. */
function lostRace(error: unknown): boolean {
  const state = sqlstateOf(error)
  return state === SQLSTATE.uniqueViolation || state === SQLSTATE.foreignKeyViolation
}
