import type { Problem } from '@rollcall/tables'
import type { IdSet } from './id-set.js'
import type { RowBatch } from './row-batch.js'

/**
 * Rejects each row whose key an earlier accepted row of the file has, tells so too of rows and records that are rejected already, and
 * adds the keys of the others to `keys`. It must be the last check of a batch, before the next batch's: a row rejected for another
 * reason then leaves its key to a later row.
 */
export function rejectDuplicates(batch: RowBatch, keys: IdSet): void {
  const { ids, count, key } = batch
  const bad = batch.naming(key)
  let next = 0
  let nextOffset = bad[0]?.reject.offset ?? Infinity
  const judgeBadBefore = (offset: number) => {
    for (; nextOffset < offset; nextOffset = bad[next]?.reject.offset ?? Infinity) {
      const { id, reject } = bad[next++]!
      if (keys.has(id)) reject.problems.push(duplicate(key, id))
    }
  }

  for (let row = 0; row < count; row++) {
    if (nextOffset < Infinity && nextOffset < batch.offsetOf(row)) judgeBadBefore(batch.offsetOf(row))
    const id = ids[row]!
    const isFree = batch.isRejected(row) ? !keys.has(id) : keys.add(id)
    if (!isFree) batch.reject(row, [duplicate(key, id)])
  }
  judgeBadBefore(Infinity)
}

function duplicate(column: string, id: number): Problem {
  return { column, code: 'duplicate_in_file', message: `is ${id}; expected a key that no earlier row of the file has` }
}
