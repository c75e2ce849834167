import { defineConfig } from 'vitest/config'

/** A proof of a thousand runs may take its time; anything else has time enough for a real database on a small machine. */
const testTimeout = process.env['ROLLCALL_PROOF_RUNS'] ? 3_600_000 : 180_000

/** The one test configuration: sources only. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    // For tests that ask what is held in memory.
    execArgv: ['--expose-gc'],
    passWithNoTests: false,
  },
})
