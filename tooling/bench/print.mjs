import { median } from './in-turn.mjs'

/**
 * Prints the seconds of each contestant, its rows a second, and how many times as fast it was as the first one, by the medians.
 * @param {string} title
 * @param {{ seconds: Map<string, number[]>, rows: number }} results
 */
export function printSeconds(title, { seconds, rows }) {
  const first = median([...seconds.values()][0] ?? [])
  process.stdout.write(`\n${title}\n${line(['', 'median', 'min', 'max', 'rows/s', 'speed'])}`)
  for (const [name, values] of seconds) {
    const middle = median(values)
    const figures = [middle, Math.min(...values), Math.max(...values)].map((value) => `${value.toFixed(2)} s`)
    process.stdout.write(
      line([name, ...figures, Math.round(rows / middle).toLocaleString('en'), `${(first / middle).toFixed(2)}x`]),
    )
  }
}

/** @param {string[]} cells */
function line([name, ...figures]) {
  return `  ${name.padEnd(50)}${figures.map((figure) => figure.padStart(11)).join('')}\n`
}
