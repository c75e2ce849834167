const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `1234567` → `1,234,567`. */
export function countText(count: number): string {
  return WHOLE.format(count)
}

/** `1536` → `1.5 kB`: three figures or so, in powers of 1000. */
export function bytesText(bytes: number): string {
  const UNITS = ['kB', 'MB', 'GB', 'TB']
  if (bytes < 1000) return `${Math.round(bytes)} B`
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length)
  return `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power - 1]}`
}

/** Seconds as `0.42 s`, `12 s` or `3 min 05 s`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  if (Math.round(seconds) < 60) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** `1, 'line'` → `1 line`; `2, 'line'` → `2 lines`. */
export function amount(count: number, thing: string): string {
  return `${countText(count)} ${thing}${count === 1 ? '' : 's'}`
}
