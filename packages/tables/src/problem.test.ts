import { expect, it } from 'vitest'
import { shown } from './problem.js'

it.each([
  ['\ufeff2', String.raw`"\ufeff2"`],
  ['2\u00a0', String.raw`"2\u00a0"`],
  ['a\u2003b\u202ec', String.raw`"a\u2003b\u202ec"`],
  ['Zoë 名 🎈 👩\u200d🚀', '"Zoë 名 🎈 👩\u200d🚀"'],
])('shows what cannot be seen of %j by its number', (value, text) => {
  expect(shown(value)).toBe(text)
})
