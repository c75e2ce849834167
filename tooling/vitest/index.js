import { defineConfig } from 'vitest/config'

/** The one test configuration: sources only, time enough for a real database on a small machine. */
export default defineConfig({
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, passWithNoTests: false },
})
