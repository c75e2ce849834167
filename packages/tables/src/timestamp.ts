import { z } from 'zod'
import { expecting, type Kind } from './kind.js'

const SPELLING = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/

const expected = 'an instant such as 2021-11-07T02:48:42Z or 2021-11-07 02:48:42.5+02:00, years 0001 to 9999'

/** Seconds since 1970 of 0001-01-01T00:00:00Z and of 10000-01-01T00:00:00Z. */
const FIRST_SECOND = -62_135_596_800
const END_SECOND = 253_402_300_800

/**
 * An instant, `YYYY-MM-DD[T ]HH:MM:SS[.f{1,6}](Z|±HH:MM)`, in the years 0001 to 9999 of UTC.
 * Offsets go to ±15:59, as in PostgreSQL; there are no leap seconds and no hour 24.
 */
export const timestamp: Kind<string> = {
  name: 'timestamp',
  zod: z.string(expecting(expected)).refine(isInstant, expecting(expected)),
  postgres: 'timestamp with time zone',
  avro: { type: 'long', logicalType: 'timestamp-micros' },
  badCode: 'bad_timestamp',
  expected,
  parse: (cell) => cell,
}

function isInstant(value: string): boolean {
  if (!SPELLING.test(value)) return false
  const digits = (from: number, to: number) => Number(value.slice(from, to))
  const [year, month, day] = [digits(0, 4), digits(5, 7), digits(8, 10)]
  const [hour, minute, second] = [digits(11, 13), digits(14, 16), digits(17, 19)]
  const isLocal = !value.endsWith('Z')
  const [offsetHour, offsetMinute] = isLocal ? [digits(-5, -3), digits(-2, value.length)] : [0, 0]
  // A year 0000 could still be an instant of year 1 by its offset, but PostgreSQL knows no such year.
  if (year < 1) return false
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 15 || offsetMinute > 59) return false
  const offset = (offsetHour * 3600 + offsetMinute * 60) * (value.at(-6) === '-' ? -1 : 1)
  const instant = secondsSince1970(year, month, day) + hour * 3600 + minute * 60 + second - offset
  return instant >= FIRST_SECOND && instant < END_SECOND
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function secondsSince1970(year: number, month: number, day: number): number {
  // Date.UTC reads the years 0 to 99 as 1900 to 1999; 400 years later the calendar is the same.
  const SECONDS_IN_400_YEARS = 12_622_780_800
  return Date.UTC(year + 400, month - 1, day) / 1000 - SECONDS_IN_400_YEARS
}
