import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'
import { referencesOf } from '../tables/references.js'
import type { LoadJob } from './load-job.js'
import { isEmpty, loadLive, loadLocked } from './load-live.js'
import { loadRebuilding, NotEmptyError } from './load-rebuilding.js'
import type { LoadResult } from './load-schemas.js'
import { hasOwnKeys } from './table-keys.js'

/** From so many bytes on, some 20,000 rows, building the keys anew pays for the locks it takes. */
const WORTH_REBUILDING = 1024 * 1024

/** Makes rows of an upload, all or nothing, in the quickest way that is open; what the table holds afterwards is the same in all. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  if (await canRebuild(job)) {
    try {
      return await loadRebuilding(job)
    } catch (error) {
      if (!lostRace(error)) throw error
    }
  }
  // Updating counts what differs, which is only true while nobody else writes.
  if (job.options.onConflict === 'update') return loadLocked(job)
  try {
    return await loadLive(job)
  } catch (error) {
    if (!lostRace(error)) throw error
    return loadLocked(job)
  }
}

async function canRebuild(job: LoadJob): Promise<boolean> {
  const { table, upload, database } = job
  const hasParents = referencesOf(table).length > 0
  if (!hasParents || upload.bytes < WORTH_REBUILDING) return false
  return (await isEmpty(database.query, job)) && (await hasOwnKeys(database.query, table))
}

/** Every row was checked before: a key that is taken, or a parent that is gone, was changed by another client meanwhile. */
function lostRace(error: unknown): boolean {
  const state = sqlstateOf(error)
  return error instanceof NotEmptyError || state === SQLSTATE.uniqueViolation || state === SQLSTATE.foreignKeyViolation
}
