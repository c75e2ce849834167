import type { AnyTable } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import { alreadyExists, existingKeys, unknownParent } from '../tables/key-checks.js'
import { referencesOf } from '../tables/references.js'
import { IdSet } from './reading/id-set.js'
import { rejectDuplicates } from './reading/reject-duplicates.js'
import type { RowBatch } from './reading/row-batch.js'

interface JudgeOptions {
  table: AnyTable
  /** Reads what other clients have committed. */
  query: Query
  /** A row whose key is there already is a reject; otherwise the caller deals with it. */
  rejectExisting: boolean
  /** The table has no rows, so none of the keys can be there. */
  empty: boolean
}

/** Judges the keys of one batch after the other; answers the rows whose key the table has and that are not rejected. */
export type KeyJudge = (batch: RowBatch) => Promise<Set<number>>

/** Makes the judge of one file: parents must be there, keys must not, and the first accepted row of a key wins. */
export function keyJudge({ table, query, rejectExisting, empty }: JudgeOptions): KeyJudge {
  const seen = new IdSet()
  const parents = referencesOf(table).map(({ column, references }) => ({
    column,
    references,
    known: new IdSet(),
    missing: new IdSet(),
  }))

  async function judgeParents(batch: RowBatch): Promise<void> {
    for (const { column, references, known, missing } of parents) {
      const ids = batch.parents.find((parent) => parent.column === column)?.ids ?? new Int32Array()
      const unsure = [...new Set(ids)].filter((id) => !known.has(id) && !missing.has(id))
      const there = await existingKeys(query, references, unsure)
      for (const id of unsure) (there.has(id) ? known : missing).add(id)
      ids.forEach((id, row) => missing.has(id) && batch.reject(row, [unknownParent(column, references, id)]))
    }
  }

  return async (batch) => {
    await judgeParents(batch)
    const there = empty ? new Set<number>() : await existingKeys(query, table.name, [...batch.ids])
    if (rejectExisting && there.size > 0) {
      batch.ids.forEach((id, row) => there.has(id) && batch.reject(row, [alreadyExists(table.name, id)]))
    }
    rejectDuplicates(batch, seen)
    const existing = new Set<number>()
    if (there.size > 0) batch.ids.forEach((id, row) => there.has(id) && !batch.isRejected(row) && existing.add(row))
    return existing
  }
}
