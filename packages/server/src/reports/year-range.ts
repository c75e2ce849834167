/** The SQL for "in the year of UTC from $1 until before $2": bounds calculated in SQL would be calculated for each row. */
export const IN_YEAR = 'datetime >= $1::timestamptz AND datetime < $2::timestamptz'

/** The instants between which a year of UTC lies, for IN_YEAR. */
export function boundsOf(year: number): [string, string] {
  return [startOf(year), startOf(year + 1)]
}

/** The instant at which a year of UTC, or a later month of it, begins. */
export function startOf(year: number, month = 1): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01T00:00:00Z`
}
