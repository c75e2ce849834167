import { ServerError } from '../errors/server-error.js'
import type { LoadCounts } from './load-counts.js'

/** How many rejects a load may have; both throw when there are more. */
export interface RejectBudget {
  /** To be asked as the file is read: a number of rows ends the load at once. */
  checkSoFar(counts: LoadCounts): void
  /** To be asked at the end: only then a share of the rows is known. */
  checkAll(counts: LoadCounts): void
}

/** Reads `100` (rows), `2.5%` (of the rows read) or null (as many as there are). */
export function rejectBudget(maxRejects: string | null): RejectBudget {
  const limit = maxRejects === null ? Infinity : Number(maxRejects.replace('%', ''))
  const isShare = maxRejects?.endsWith('%') ?? false
  const check = ({ read, rejected }: LoadCounts, most: number): void => {
    if (rejected <= most) return
    throw new ServerError(
      'too_many_rejects',
      `${rejected} of ${read} rows were rejected, more than the ${maxRejects} allowed. The table was left as it was; ` +
        'the rejects are kept. Mend them, or allow more.',
    )
  }
  return {
    checkSoFar: (counts) => check(counts, isShare ? Infinity : limit),
    checkAll: (counts) => check(counts, isShare ? shareOf(counts.read, limit) : limit),
  }
}

/** How many whole rows so many per cent of some are; exactly, as they have six decimals at most. */
function shareOf(rows: number, percent: number): number {
  const millionths = BigInt(Math.round(percent * 1e6))
  return Number((BigInt(rows) * millionths) / 100_000_000n)
}
