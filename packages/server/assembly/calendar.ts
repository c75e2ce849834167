/** Days from 2000-01-01 to a day of the Gregorian calendar, for the years 0 to 10,000. */
export function dayNumber(year: i32, month: i32, day: i32): i64 {
  // Years begin in March here, so that the leap day is the last one; 400 years are added to stay above 0.
  const isEarly = month <= 2
  const years = year + 400 - (isEarly ? 1 : 0)
  const dayOfYear = (153 * (month + (isEarly ? 9 : -3)) + 2) / 5
  const leapDays = years / 4 - years / 100 + years / 400
  return years * 365 + leapDays + dayOfYear + day - DAYS_TO_2000
}

/** How many days a month has. */
export function daysIn(year: i32, month: i32): i32 {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** What the sum above comes to for 2000-01-01. */
const DAYS_TO_2000: i32 = 876_523
