import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pick, seededRandom } from '@rollcall/demo'

export const DEPARTMENTS = 12
export const JOBS = 180

const GIVEN = ['Ana', 'Bruno', 'Carla', 'Diego', 'Elena', 'Fabio', 'Gina', 'Hugo', 'Inés', 'Jorge', 'Thia', 'Wil']
const FAMILY = ['García', 'Smith', 'Jones', 'Muñoz', 'Lee', 'Kim', 'Rossi', 'Novak', 'Silva', 'Morican', 'Ogborn']

/**
 * Writes a CSV file of employees, the same for the same arguments; answers how many rows are good.
 * @param {string} path
 * @param {{ rows: number, from?: number, badPercent?: number }} options `from` is the first id
 * @returns {Promise<number>}
 */
export async function writeEmployees(path, { rows, from = 1, badPercent = 0 }) {
  let good = 0
  await pipeline(Readable.from(lines({ rows, from, badPercent, onGood: () => good++ })), createWriteStream(path))
  return good
}

/** @param {{ rows: number, from: number, badPercent: number, onGood: () => void }} options */
function* lines({ rows, from, badPercent, onGood }) {
  const random = seededRandom(2021)
  let text = ''
  for (let id = from; id < from + rows; id++) {
    const bad = random() * 100 < badPercent
    if (!bad) onGood()
    text += line(id, random, bad)
    if (text.length < 1 << 20) continue
    yield text
    text = ''
  }
  yield text
}

/**
 * @param {number} id
 * @param {() => number} random
 * @param {boolean} bad
 */
function line(id, random, bad) {
  const instant = new Date(Date.UTC(2018, 0, 1) + Math.floor(random() * 6 * 365 * 86_400) * 1000)
  const hired = bad && random() < 0.5 ? '' : instant.toISOString().replace('.000', '')
  const department = bad && hired !== '' ? 999 : 1 + Math.floor(random() * DEPARTMENTS)
  const job = 1 + Math.floor(random() * JOBS)
  return `${id},${pick(random, GIVEN)} ${pick(random, FAMILY)},${hired},${department},${job}\n`
}
