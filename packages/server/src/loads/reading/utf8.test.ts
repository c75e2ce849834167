import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proofRuns } from './testing/proof-runs.js'
import { weirdCell } from './testing/weird-cell.js'
import { invalidUtf8At } from './utf8.js'

test.each([
  [[0x61, 0xe9], 1],
  [[0xc3, 0xa9, 0xff], 2],
  [[0xc0, 0x80], 0],
  [[0xed, 0xa0, 0x80], 0],
  [[0xf4, 0x90, 0x80, 0x80], 0],
  [[0xe2, 0x82], 0],
  [[0xf0, 0x9f, 0x98, 0x80], -1],
])('in %j the first bad byte is at %d', (bytes, at) => {
  expect(invalidUtf8At(Buffer.from(bytes), 0, bytes.length)).toBe(at)
})

test('what is UTF-8 is what Node says, and all before the bad byte is', () => {
  fc.assert(
    fc.property(weirdCell, (bytes) => {
      const at = invalidUtf8At(bytes, 0, bytes.length)
      expect(at < 0).toBe(isUtf8(bytes))
      if (at >= 0) expect(isUtf8(bytes.subarray(0, at))).toBe(true)
    }),
    proofRuns(3000),
  )
})
