import { mergeConfig } from 'vitest/config'
import shared from '@rollcall/vitest'

// One PostgreSQL for the whole run; each file has a database of its own on it.
export default mergeConfig(shared, { test: { globalSetup: ['src/support/one-postgres.ts'] } })
