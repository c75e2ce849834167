import type { LoadResult } from '@rollcall/sdk'

type Counts = Pick<LoadResult, 'inserted' | 'updated' | 'skipped' | 'rejected'>

/** How many rows a load says something became of. */
export function sumOfRows({ inserted, updated, skipped, rejected }: Counts): number {
  return inserted + updated + skipped + rejected
}
