/** How many examples fast-check tries: so many as keep the tests quick, in a proof at least `ROLLCALL_PROOF_RUNS`. */
export function proofRuns(quick: number): { numRuns: number } {
  return { numRuns: Math.max(quick, Number(process.env['ROLLCALL_PROOF_RUNS'] ?? 0)) }
}
