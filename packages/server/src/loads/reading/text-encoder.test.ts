import { readCell } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastField, valueField } from './testing/encode-cell.js'
import { kinds } from './testing/kinds.js'
import { proofRuns } from './testing/proof-runs.js'
import { padded, weirdCell } from './testing/weird-cell.js'

test.each(['a', 'Harold Vogt', 'José Ñandú', '李雷', 'さくら', 'Ελένη', '😀', 'a\u00a0', 'x'.repeat(255), '\u0001'])(
  '%j is encoded from its bytes',
  (text) => {
    expect(fastField('text', Buffer.from(text))).toEqual(bytesOf(text))
  },
)

test('white space of ASCII around a text is no part of it, that of Unicode is', () => {
  expect(fastField('text', Buffer.from('\t a b \r\n'))).toEqual(bytesOf('a b'))
  expect(fastField('text', Buffer.from(' \u00a0a '))).toEqual(bytesOf('\u00a0a'))
})

test.each(['', ' \t', '\u00a0\u3000', '\ufeff', 'a\0', 'é\0', 'x'.repeat(256), 'é'.repeat(128)])(
  '%j is left to readCell',
  (text) => {
    expect(fastField('text', Buffer.from(text))).toBeUndefined()
  },
)

test('what is encoded from bytes is UTF-8 that readCell accepts, unchanged', () => {
  const nearlyLong = fc
    .tuple(
      fc.constantFrom('x', 'é', '李', '😀'),
      fc.integer({ min: 60, max: 260 }),
      fc.constantFrom('', 'y', '\0', '\u2003'),
    )
    .map(([unit, times, last]) => unit.repeat(times) + last)
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 30 }),
    nearlyLong,
  )
  fc.assert(
    fc.property(fc.oneof({ weight: 2, arbitrary: padded(texts) }, weirdCell), (cell) => {
      const field = fastField('text', cell)
      const text = cell.toString()
      const result = readCell(kinds.text, text)
      if (field) {
        expect(Buffer.from(text)).toEqual(cell)
        expect('value' in result && bytesOf(result.value)).toEqual(field)
      }
      if ('value' in result) expect(valueField('text', result.value)).toEqual(bytesOf(result.value))
    }),
    proofRuns(3000),
  )
})

function bytesOf(text: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(Buffer.byteLength(text))
  return Buffer.concat([length, Buffer.from(text)])
}
