import { expect, it } from 'vitest'
import { textTable } from './text-table.js'

it('sets text to the left and numbers to the right', () => {
  expect(
    textTable(
      ['name', 'hired'],
      [
        ['Support', 216],
        ['Legal', 7],
      ],
    ),
  ).toBe('name     hired\nSupport    216\nLegal        7\n')
})

it('shows a dash for what is not known', () => {
  expect(textTable(['read'], [[12], [null]])).toBe('read\n  12\n   –\n')
})

it('aligns wide characters by the room they take', () => {
  expect(
    textTable(
      ['a', 'b'],
      [
        ['王明', 'x'],
        ['name', 'y'],
      ],
    ),
  ).toBe('a     b\n王明  x\nname  y\n')
})
