const asked = process.env['ROLLCALL_PROOF_RUNS']

/** Whether a proof is made, of many cases. */
export const isProof = Boolean(asked)

/** How many generated cases a proof tries: ROLLCALL_PROOF_RUNS, or so many. */
export function proofRuns(few: number): number {
  return Number(asked ?? few)
}

/** The time of a test that takes longer than others, in milliseconds; a proof has all it may take anyway. */
export const longTimeout = isProof ? 3_600_000 : 600_000
