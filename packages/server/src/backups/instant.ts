const PARTS = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/

/** Microseconds since 1970 of a value of the timestamp kind; exact in all years. */
export function microsOfInstant(text: string): bigint {
  const parts = PARTS.exec(text)
  if (!parts) throw new RangeError(`${JSON.stringify(text)} is not an instant`)
  const [, date, time, fraction = '', offset] = parts
  return BigInt(Date.parse(`${date}T${time}${offset}`)) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

/** The instant so many microseconds since 1970, as the database spells it. */
export function instantOfMicros(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, -'.000Z'.length)
  const digits = fraction.toString().padStart(6, '0').replace(/0+$/, '')
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`
}
