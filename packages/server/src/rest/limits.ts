/** The most rows one request may bring. */
export const MOST_ROWS = 5000

/** The largest body, in bytes: so many rows of the longest text fit, every character of them escaped. */
export const BODY_LIMIT = 16 * 1024 * 1024

/** What to do with more than a request takes; `table` as the command line knows it. */
export function loadInstead(table = '<table>'): string {
  return `A request takes at most ${MOST_ROWS} rows and ${BODY_LIMIT / 1024 / 1024} MiB. Load a file instead: \`rollcall load ${table} <file.csv>\`.`
}
