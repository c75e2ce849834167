import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timestamp } from './timestamp.js'

const accepts = (text: string) => timestamp.zod.safeParse(text).success
const twoDigits = (value: number) => String(value).padStart(2, '0')

test('every instant that Date can spell is accepted', () => {
  const instant = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  fc.assert(fc.property(instant, (date) => accepts(date.toISOString())))
})

test('a day that the calendar does not have is refused', () => {
  const part = (most: number) => fc.integer({ min: 0, max: most })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), part(13), part(32), (year, month, day) => {
      const text = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
      // Date answers another day, or none, for one that is not there.
      const date = new Date(`${text}T12:00:00Z`)
      const isThere = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
      expect(accepts(`${text}T12:00:00Z`)).toBe(isThere)
    }),
  )
})

test.each([
  '2021-11-07T02:48:42Z',
  '2021-11-07 02:48:42Z',
  '2021-11-07T02:48:42.5Z',
  '2021-11-07T02:48:42.123456-05:30',
  '2024-02-29T00:00:00+15:59',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
])('%s is an instant', (text) => expect(accepts(text)).toBe(true))

test.each([
  '2021-11-07',
  '2021-11-07T02:48:42',
  '2021-11-07T02:48:42z',
  '2021-11-07t02:48:42Z',
  '2021-11-07T02:48Z',
  '2021-11-07T24:00:00Z',
  '2021-11-07T02:60:00Z',
  '2021-11-07T02:48:60Z',
  '2021-11-07T02:48:42.Z',
  '2021-11-07T02:48:42.1234567Z',
  '2021-11-07T02:48:42+16:00',
  '2021-11-07T02:48:42+0500',
  '2021-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '0000-12-31T23:59:59Z',
  '0000-12-31T23:59:59-00:01',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  'infinity',
  '２０２１-11-07T02:48:42Z',
  '2021-11-07T02:48:42Z\n',
])('%j is none', (text) => expect(accepts(text)).toBe(false))
