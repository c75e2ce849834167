import { expect, it } from 'vitest'
import { printable } from './printable.js'

it('shows control characters instead of sending them to the terminal', () => {
  expect(printable('a\u001b[31mb\tc\r\n\u0000\u009b')).toBe(String.raw`a\x1b[31mb\tc\r\n\x00\x9b`)
})

it('leaves letters of any script as they are', () => {
  expect(printable('Zoë 王 🙂')).toBe('Zoë 王 🙂')
})
