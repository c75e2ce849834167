import { expect, it } from 'vitest'
import { amount, bytesText, countText, durationText } from './numbers.js'

it('groups the figures of a count', () => {
  expect([0, 999, 1000, 1234567.4].map(countText)).toEqual(['0', '999', '1,000', '1,234,567'])
})

it('tells bytes in the unit that fits', () => {
  expect([0, 999, 1500, 224_800_000, 5e15].map(bytesText)).toEqual(['0 B', '999 B', '1.5 kB', '224.8 MB', '5000.0 TB'])
})

it('tells a duration as exactly as its length asks for', () => {
  expect([0.417, 12.3, 59.7, 185].map(durationText)).toEqual(['0.42 s', '12 s', '1 min 00 s', '3 min 05 s'])
})

it('tells one thing from several', () => {
  expect([amount(1, 'row'), amount(0, 'row'), amount(2000, 'row')]).toEqual(['1 row', '0 rows', '2,000 rows'])
})
