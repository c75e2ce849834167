import type { IdSet } from './id-set.js'
import type { RowBatch } from './row-batch.js'

/**
 * Rejects each row whose key an earlier accepted row of the file has, and adds the keys of the others to `keys`. It must be the last check
 * of a batch, before the next batch's: a row rejected for another reason then leaves its key to a later row.
 */
export function rejectDuplicates(batch: RowBatch, keys: IdSet): void {
  const { ids, count, key } = batch
  for (let row = 0; row < count; row++) {
    if (batch.isRejected(row) || keys.add(ids[row]!)) continue
    const message = `is ${ids[row]}; expected a key that no earlier row of the file has`
    batch.reject(row, [{ column: key, code: 'duplicate_in_file', message }])
  }
}
