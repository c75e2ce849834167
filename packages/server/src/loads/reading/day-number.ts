/** Days from 2000-01-01 to a day of the Gregorian calendar, for the years 0 to 10,000. */
export function dayNumber(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last one; 400 years are added to stay above 0.
  const early = month <= 2
  const years = year + 400 - (early ? 1 : 0)
  const dayOfYear = ((153 * (month + (early ? 9 : -3)) + 2) / 5) | 0
  const leapDays = ((years / 4) | 0) - ((years / 100) | 0) + ((years / 400) | 0)
  return years * 365 + leapDays + dayOfYear + day - DAYS_TO_2000
}

/** How many days a month has. */
export function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** What the sum above comes to for 2000-01-01. */
const DAYS_TO_2000 = 876_523
