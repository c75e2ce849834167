import { readCell } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastField, valueField } from './testing/encode-cell.js'
import { instant, spoiledInstant } from './testing/instant.js'
import { kinds } from './testing/kinds.js'
import { proofRuns } from './testing/proof-runs.js'
import { padded, weirdCell } from './testing/weird-cell.js'

test.each([
  ['2000-01-01T00:00:00Z', 0n],
  ['2000-01-01 00:00:00.000001Z', 1n],
  ['1999-12-31T23:59:59.999999Z', -1n],
  ['2021-11-07T02:48:42+02:00', 689561322000000n],
  ['0001-01-01T00:00:00Z', -63082281600000000n],
  ['9999-12-31T23:59:59.999999Z', 252455615999999999n],
  ['2000-02-29T00:00:00Z', 5097600000000n],
])('%s is %d microseconds from 2000', (cell, micros) => {
  expect(fastField('timestamp', Buffer.from(cell))).toEqual(int8(micros))
})

test.each([
  '',
  '2021-02-29T00:00:00Z',
  '2021-01-01T24:00:00Z',
  '2021-01-01T00:00:60Z',
  '2021-01-01T00:00:00',
  '2021-01-01t00:00:00Z',
  '2021-01-01T00:00:00z',
  '2021-01-01T00:00:00.Z',
  '2021-01-01T00:00:00.1234567Z',
  '2021-01-01T00:00:00+16:00',
  '2021-01-01T00:00:00+01:60',
  '2021-01-01T00:00:00+0100',
  '2021-01-01T00:00:00ZZ',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
])('%j is declined', (cell) => {
  expect(fastField('timestamp', Buffer.from(cell))).toBeUndefined()
})

test('what is encoded from bytes is exactly what readCell accepts, as BigInt computes it', () => {
  fc.assert(
    fc.property(
      fc.oneof({ weight: 4, arbitrary: padded(instant) }, { weight: 3, arbitrary: padded(spoiledInstant) }, weirdCell),
      (cell) => {
        const field = fastField('timestamp', cell)
        const result = readCell(kinds.timestamp, cell.toString())
        expect(field !== undefined).toBe('value' in result)
        if (!('value' in result)) return
        expect(field).toEqual(int8(microseconds(result.value)))
        expect(valueField('timestamp', result.value)).toEqual(field)
      },
    ),
    proofRuns(4000),
  )
})

/** Microseconds since 2000, by way of Date and BigInt. */
function microseconds(instant: string): bigint {
  const [, local = '', fraction = '', sign, hour = '0', minute = '0'] =
    /^(.{19})(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/.exec(instant) ?? []
  // Date.parse reads a year 0000 too.
  const seconds = BigInt(Date.parse(`${local.replace(' ', 'T')}Z`) / 1000) - 946_684_800n
  const offset = BigInt(Number(hour) * 3600 + Number(minute) * 60) * (sign === '-' ? -1n : 1n)
  return (seconds - offset) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}

function int8(value: bigint): Buffer {
  const field = Buffer.alloc(12)
  field.writeInt32BE(8)
  field.writeBigInt64BE(value, 4)
  return field
}
