import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOfMicros, microsOfInstant } from './instant.js'

const FIRST = microsOfInstant('0001-01-01T00:00:00Z')
const LAST = microsOfInstant('9999-12-31T23:59:59.999999Z')

test('every microsecond of the years 1 to 9999 is spelled and read back exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: FIRST, max: LAST }), (micros) => {
      expect(microsOfInstant(instantOfMicros(micros))).toBe(micros)
    }),
  )
})

test.each([
  ['1970-01-01T00:00:00Z', 0n],
  ['1969-12-31T23:59:59.999999Z', -1n],
  ['2021-11-07 02:48:42.5Z', 1_636_253_322_500_000n],
  ['2021-11-07T02:48:42+05:30', 1_636_233_522_000_000n],
  ['0001-01-01T00:00:00Z', -62_135_596_800_000_000n],
])('%s is %s microseconds after 1970', (text, micros) => expect(microsOfInstant(text)).toBe(micros))

test('a fraction is spelled with no digit more than it needs', () => {
  expect(instantOfMicros(-1n)).toBe('1969-12-31T23:59:59.999999Z')
  expect(instantOfMicros(500_000n)).toBe('1970-01-01T00:00:00.5Z')
  expect(instantOfMicros(LAST)).toBe('9999-12-31T23:59:59.999999Z')
})
