/** Microseconds since 1970 of a good timestamp, found without Rollcall: by Date for the seconds, by hand for the fraction. */
export function microseconds(timestamp: string): bigint {
  const [, date, time, fraction = '', offset] = /^(.{10})[T ](.{8})(?:\.(\d+))?(.+)$/.exec(timestamp) ?? []
  const milliseconds = Date.parse(`${date}T${time}${offset}`)
  if (Number.isNaN(milliseconds)) throw new Error(`${timestamp} is no timestamp`)
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

/** The same in SQL, of a timestamptz. */
export const MICROSECONDS = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`
