/** What became of the rows of a file: `read` is always the sum of the others. */
export interface LoadCounts {
  read: number
  inserted: number
  updated: number
  skipped: number
  rejected: number
}

export function zeroCounts(): LoadCounts {
  return { read: 0, inserted: 0, updated: 0, skipped: 0, rejected: 0 }
}

/** Throws when a row is unaccounted for: nothing may be committed then. */
export function assertAllCounted(counts: LoadCounts): void {
  const { read, inserted, updated, skipped, rejected } = counts
  if (read !== inserted + updated + skipped + rejected) {
    throw new Error(`The counts of a load do not add up: ${JSON.stringify(counts)}`)
  }
}
