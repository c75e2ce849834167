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

/**
 * Prints how much of something each contestant did a second, and what share of the first one's rate the last one's is, by the medians.
 * @param {string} title
 * @param {{ seconds: Map<string, number[]>, amount: number, unit: string, mark: number }} results
 */
export function printRates(title, { seconds, amount, unit, mark }) {
  process.stdout.write(`\n${title}, ${unit}\n${line(['', 'median', 'min', 'max'])}`)
  const medians = []
  for (const [name, values] of seconds) {
    const rates = values.map((value) => amount / value)
    medians.push(median(rates))
    const figures = [median(rates), Math.min(...rates), Math.max(...rates)]
    process.stdout.write(line([name, ...figures.map((figure) => Math.round(figure).toLocaleString('en'))]))
  }
  const ratio = (medians.at(-1) ?? 0) / (medians[0] ?? 1)
  process.stdout.write(`  ${ratio.toFixed(2)}x`)
  printMark(ratio >= mark, `≥ ${mark}x`)
}

/**
 * Ends a line with the mark that is to be met, and whether it is.
 * @param {boolean} met
 * @param {string} mark
 */
export function printMark(met, mark) {
  process.stdout.write(`  (mark: ${mark}: ${met ? 'met' : 'MISSED'})\n`)
}

/** @param {string[]} cells */
function line([name, ...figures]) {
  return `  ${name.padEnd(50)}${figures.map((figure) => figure.padStart(11)).join('')}\n`
}
