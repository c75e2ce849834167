import type { AnyTable, TableName } from '@rollcall/tables'
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
  /** So many ids of a column's parents are remembered; beyond that they are asked for again. */
  mostRemembered?: number
}

/** Judges the keys of one batch after the other; answers the rows whose key the table has and that are not rejected. */
export type KeyJudge = (batch: RowBatch) => Promise<Set<number>>

/** They take some 24 MiB. */
const MOST_REMEMBERED = 4_000_000

/** Makes the judge of one file: parents must be there, keys must not, and the first accepted row of a key wins. */
export function keyJudge(options: JudgeOptions): KeyJudge {
  const { table, query, rejectExisting, empty, mostRemembered = MOST_REMEMBERED } = options
  const seen = new IdSet()
  const judgeParents = referencesOf(table).map((parent) => parentJudge(query, parent, mostRemembered))
  const findTaken = empty ? undefined : takenKeys(query, table.name)

  return async (batch) => {
    for (const judge of judgeParents) await judge(batch)
    const others = batch.naming(table.key)
    const taken = (await findTaken?.([...batch.ids, ...others.map(({ id }) => id)])) ?? new Set<number>()
    if (rejectExisting && taken.size > 0) {
      batch.ids.forEach((id, row) => taken.has(id) && batch.reject(row, [alreadyExists(table.name, id)]))
      for (const { id, reject } of others) if (taken.has(id)) reject.problems.push(alreadyExists(table.name, id))
    }
    rejectDuplicates(batch, seen)
    const existing = new Set<number>()
    if (taken.size > 0) batch.ids.forEach((id, row) => taken.has(id) && !batch.isRejected(row) && existing.add(row))
    return existing
  }
}

/** Rejects the rows of a batch whose parent is not there. Each id is asked for once, together with the others that a batch brings. */
function parentJudge(
  query: Query,
  { column, references }: { column: string; references: TableName },
  mostRemembered: number,
): (batch: RowBatch) => Promise<void> {
  let known = new IdSet()
  let missing = new IdSet()
  return async (batch) => {
    const ids = batch.parents.find((parent) => parent.column === column)?.ids ?? new Int32Array()
    if (known.size + missing.size > mostRemembered) {
      known = new IdSet()
      missing = new IdSet()
    }
    const others = batch.naming(column)
    const unsure = new Set<number>()
    // By number: an iterator over a million ids takes half as long again.
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row]!
      if (!known.has(id) && !missing.has(id)) unsure.add(id)
    }
    for (const { id } of others) if (!known.has(id) && !missing.has(id)) unsure.add(id)
    const there = await existingKeys(query, references, [...unsure])
    for (const id of unsure) (there.has(id) ? known : missing).add(id)
    if (missing.size === 0) return
    ids.forEach((id, row) => missing.has(id) && batch.reject(row, [unknownParent(column, references, id)]))
    for (const { id, reject } of others)
      if (missing.has(id)) reject.problems.push(unknownParent(column, references, id))
  }
}

/** Finds which of some keys the table has; those beyond its lowest and highest key at the beginning are not asked for. */
function takenKeys(query: Query, table: TableName): (ids: number[]) => Promise<Set<number>> {
  let range: Promise<{ lowest: number; highest: number }> | undefined
  return async (ids) => {
    range ??= keyRange(query, table)
    const { lowest, highest } = await range
    return existingKeys(
      query,
      table,
      ids.filter((id) => id >= lowest && id <= highest),
    )
  }
}

async function keyRange(query: Query, table: TableName): Promise<{ lowest: number; highest: number }> {
  const { rows } = await query<{ lowest: number | null; highest: number | null }>(
    `SELECT min(id) AS lowest, max(id) AS highest FROM ${table}`,
  )
  return { lowest: rows[0]?.lowest ?? Infinity, highest: rows[0]?.highest ?? -Infinity }
}
