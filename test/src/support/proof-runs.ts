/** How many generated cases a proof tries: ROLLCALL_PROOF_RUNS, or so many. */
export function proofRuns(few: number): number {
  return Number(process.env['ROLLCALL_PROOF_RUNS'] ?? few)
}
