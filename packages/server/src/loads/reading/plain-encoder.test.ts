import { readCell } from '@rollcall/tables'
import { expect, test } from 'vitest'
import { encodePlainRows, kindCodes } from './plain-encoder.js'
import { valueField } from './testing/encode-cell.js'
import { kinds } from './testing/kinds.js'

// Unlike others, this delimiter differs by more than one bit from what stands between a timestamp's digits.
const shape = { kinds: Uint8Array.of(kindCodes.integer, kindCodes.timestamp), delimiter: '|'.charCodeAt(0) }
const KEY = '0000000400000007'

/** The field that a timestamp in a row of its own is encoded as; undefined when the row is left to others. */
function timestampField(cell: Buffer): string | undefined {
  const line = Buffer.concat([Buffer.from('7|'), cell, Buffer.from('\n')])
  const { count, tuples } = encodePlainRows(line, shape, 1)
  if (count === 0) return undefined
  const tuple = Buffer.from(tuples).toString('hex')
  expect(tuple.slice(0, 20)).toBe(`0002${KEY}`)
  return tuple.slice(20)
}

function expectedField(cell: Buffer): string | undefined {
  const result = readCell(kinds.timestamp, cell.toString())
  return 'value' in result ? valueField('timestamp', result.value).toString('hex') : undefined
}

// Between them they have every place that a timestamp can have, and numbers at the ends of their ranges.
test.each([
  '2021-11-07T02:48:42.123456+02:00',
  '0001-12-31 23:59:59-15:59',
  '2024-02-29T20:00:00.9Z',
  '9999-10-30 19:19:19Z',
])('with any byte in any place %s is taken only where readCell accepts it, and with its value', (timestamp) => {
  expect(timestampField(Buffer.from(timestamp))).toBe(expectedField(Buffer.from(timestamp)))
  for (let place = 0; place < timestamp.length; place++) {
    for (let byte = 0x20; byte <= 0xff; byte++) {
      if (byte === shape.delimiter) continue
      const cell = Buffer.from(timestamp)
      cell[place] = byte
      expect({ cell: cell.toString('latin1'), field: timestampField(cell) }).toEqual({
        cell: cell.toString('latin1'),
        field: expectedField(cell),
      })
    }
  }
})
