import fc from 'fast-check'
import { expect, test } from 'vitest'
import { integer } from './integer.js'
import { readCell } from './read-cell.js'
import { text } from './text.js'
import { timestamp } from './timestamp.js'

test('integers are read as they are spelled, within 32 bits', () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(readCell(integer, String(value))).toEqual({ value })
    }),
  )
  expect(readCell(integer, '-2147483648')).toEqual({ value: -2_147_483_648 })
  expect(readCell(integer, '2147483648')).toMatchObject({ code: 'bad_integer' })
  expect(readCell(integer, '-2147483649')).toMatchObject({ code: 'bad_integer' })
  expect(readCell(integer, '0007')).toEqual({ value: 7 })
  expect(Object.is((readCell(integer, '-0') as { value: number }).value, 0)).toBe(true)
})

test.each(['1.0', '1e3', '0x10', '+5', '1 2', 'true', '٣', '--1', '-'])('%j is no integer', (cell) => {
  expect(readCell(integer, cell)).toMatchObject({ code: 'bad_integer' })
})

test('ASCII white space around a cell is no part of it, other white space is', () => {
  expect(readCell(text, ' \t\v\f\r\nAda Lovelace \n')).toEqual({ value: 'Ada Lovelace' })
  expect(readCell(text, '\u00a0Ada\u3000')).toEqual({ value: '\u00a0Ada\u3000' })
  expect(readCell(integer, ' 7 ')).toEqual({ value: 7 })
  expect(readCell(timestamp, ' 2021-11-07T02:48:42Z\t')).toEqual({ value: '2021-11-07T02:48:42Z' })
})

test.each(['', ' ', '\t\r\n', '\u00a0', '\u2003 \u3000', '\ufeff', '\u0085'])('%j is a missing value', (cell) => {
  expect(readCell(text, cell)).toMatchObject({ code: 'missing_value' })
})

test('a text is measured in characters, not in units of its encoding', () => {
  expect(readCell(text, '😀'.repeat(255))).toEqual({ value: '😀'.repeat(255) })
  expect(readCell(text, '😀'.repeat(256))).toMatchObject({ code: 'too_long' })
  expect(readCell(text, 'x'.repeat(256))).toMatchObject({ code: 'too_long' })
})

test.each(['a\0b', '\ud800', 'a\udc00'])('%j is no text that PostgreSQL can keep', (cell) => {
  expect(readCell(text, cell)).toMatchObject({ code: 'bad_text' })
})

test('a message shows the value and what was expected, however long it is', () => {
  const result = readCell(timestamp, 'x'.repeat(1000))
  expect(result).toMatchObject({
    code: 'bad_timestamp',
    message: expect.stringMatching(/^is "xxx.*…"; expected an instant such as/),
  })
  expect((result as { message: string }).message.length).toBeLessThan(250)
})
