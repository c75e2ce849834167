import { readCell } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastField, valueField } from './testing/encode-cell.js'
import { kinds } from './testing/kinds.js'
import { proofRuns } from './testing/proof-runs.js'
import { padded, weirdCell } from './testing/weird-cell.js'

test.each([
  ['0', 0],
  ['-0', 0],
  ['007', 7],
  [' 42\t', 42],
  ['2147483647', 2147483647],
  ['-2147483648', -2147483648],
])('%j is encoded as %d', (cell, value) => {
  expect(fastField('integer', Buffer.from(cell))).toEqual(int4(value))
})

test.each([
  '',
  ' ',
  '-',
  '+1',
  '1.0',
  '1e3',
  '0x10',
  '1 2',
  '--1',
  '2147483648',
  '-2147483649',
  '9999999999',
  '00000000001',
  '１',
])('%j is left to readCell', (cell) => {
  expect(fastField('integer', Buffer.from(cell))).toBeUndefined()
})

test('what is encoded from bytes is what readCell accepts, as Node writes it', () => {
  const digits = fc.oneof(
    fc.integer().map(String),
    fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }).map(String),
    fc.integer({ min: -99, max: 99 }).map((value) => `${value}`.replace(/\d/, '000$&')),
    fc.array(fc.constantFrom('-', '+', '0', '1', '9', ' ', '.', 'e'), { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: padded(digits) }, weirdCell), (cell) => {
      const field = fastField('integer', cell)
      const result = readCell(kinds.integer, cell.toString())
      if (field) expect('value' in result && int4(result.value)).toEqual(field)
      if ('value' in result) expect(valueField('integer', result.value)).toEqual(int4(result.value))
    }),
    proofRuns(2000),
  )
})

function int4(value: number): Buffer {
  const field = Buffer.alloc(8)
  field.writeInt32BE(4)
  field.writeInt32BE(value, 4)
  return field
}
