import shared from '@rollcall/vitest'
import { mergeConfig } from 'vitest/config'

// These tests wait for other processes and for the disk more than they compute.
export default mergeConfig(shared, { test: { maxWorkers: 4 } })
