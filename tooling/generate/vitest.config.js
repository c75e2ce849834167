import { mergeConfig } from 'vitest/config'
import shared from '@rollcall/vitest'

export default mergeConfig(shared, { test: { include: ['*.test.mjs'] } })
