import { departments, familyNames, givenNames, grades, roles } from './names.mjs'
import { pick, seededRandom } from './random.mjs'

export { pick, seededRandom }

/** How many lines in a hundred break a rule. */
const BAD_PERCENT = 3.5

/**
 * The ways a line is bad; each takes a good one's cells.
 * @type {Record<string, (cells: string[], context: { random: () => number, earlier: string }) => string[]>}
 */
const faults = {
  missingCell: (cells, { random }) => cells.with(1 + Math.floor(random() * 4), ''),
  badDate: (cells, { random }) =>
    cells.with(2, pick(random, ['2021-02-30T09:00:00Z', '31/12/2021', '2021-13-01T00:00:00Z', '2021-06-01T25:00:00Z'])),
  unknownParent: (cells, { random }) => (random() < 0.5 ? cells.with(3, '999') : cells.with(4, '999')),
  duplicateId: (cells, { earlier }) => cells.with(0, earlier),
  tooFewColumns: (cells) => cells.slice(0, 4),
  tooManyColumns: (cells) => [...cells, 'full-time'],
}

/**
 * Sample files of a made-up company, the same for the same seed: 12 departments, 180 jobs, 2,000 lines of employees of which 3 to 4 % break a rule.
 * @param {number} [seed]
 * @returns {{ departments: string, jobs: string, hired_employees: string, bad: number }} CSV without header; `bad` counts the lines that must be rejected
 */
export function sampleData(seed = 2021) {
  const random = seededRandom(seed)
  const jobs = grades.flatMap((grade) => roles.map((role) => `${grade} ${role}`))
  const lines = Array.from({ length: 2000 }, (_, index) => employee(random, index + 1, jobs.length))
  const bad = spoil(lines, random)
  return {
    departments: csv(departments.map((name, index) => [String(index + 1), name])),
    jobs: csv(jobs.map((name, index) => [String(index + 1), name])),
    hired_employees: csv(lines),
    bad,
  }
}

/**
 * @param {() => number} random
 * @param {number} id
 * @param {number} jobs
 */
function employee(random, id, jobs) {
  const name = `${pick(random, givenNames)} ${pick(random, familyNames)}`
  const hired = new Date(Date.UTC(2020, 6, 1) + Math.floor(random() * 730 * 86_400) * 1000)
  // Squared, so that some departments hire more than others.
  const department = 1 + Math.floor(random() ** 2 * departments.length)
  return [
    String(id),
    name,
    hired.toISOString().replace('.000', ''),
    String(department),
    String(1 + Math.floor(random() * jobs)),
  ]
}

/**
 * Spoils some lines in place, each way in turn; answers how many.
 * @param {string[][]} lines
 * @param {() => number} random
 */
function spoil(lines, random) {
  const ways = Object.values(faults)
  let bad = 0
  for (let line = 1; line < lines.length; line++) {
    if (random() * 100 >= BAD_PERCENT) continue
    // The id of the first line, which is good, is one that is taken.
    lines[line] = ways[bad % ways.length](lines[line], { random, earlier: lines[0][0] })
    bad++
  }
  return bad
}

/** @param {string[][]} rows */
function csv(rows) {
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join('')
}

/** @param {string} cell */
function csvCell(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
