import { expect, test } from 'vitest'
import { dayNumber, daysIn } from './day-number.js'

const MILLISECONDS = 86_400_000

test('every day from 0000 to 9999 is numbered as Date does', () => {
  const date = new Date('0000-01-01T00:00:00Z')
  let wrong = 0
  for (let number = date.getTime() / MILLISECONDS - 10_957; date.getUTCFullYear() < 10_000; number++) {
    if (dayNumber(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) !== number) wrong++
    date.setUTCDate(date.getUTCDate() + 1)
  }
  expect(wrong).toBe(0)
})

test('every month from 0000 to 9999 is as long as Date has it', () => {
  let wrong = 0
  for (let year = 0; year < 10_000; year++) {
    for (let month = 1; month <= 12; month++) {
      const last = new Date(0)
      last.setUTCFullYear(year, month, 0)
      if (daysIn(year, month) !== last.getUTCDate()) wrong++
    }
  }
  expect(wrong).toBe(0)
})
