/** How many examples fast-check tries: `ROLLCALL_PROOF_RUNS`, or so many as keep the tests quick. */
export function proofRuns(quick: number): { numRuns: number } {
  return { numRuns: Number(process.env['ROLLCALL_PROOF_RUNS'] ?? quick) }
}
