import { seededRandom } from '@rollcall/demo'

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => Promise<unknown>} [prepare] not measured
 * @property {() => Promise<unknown>} run answers the seconds, when they are not those of the whole call
 * @property {() => Promise<unknown>} [check] not measured; throws when the run has not done what it should
 */

/**
 * Runs all contestants in turn, so that a machine that grows slower does so for all of them; each turn in a shuffled order, so that
 * none always runs while PostgreSQL and the disk are busy with what the same other one left.
 * @param {Contestant[]} contestants
 * @param {number} runs
 * @returns {Promise<Map<string, number[]>>} the seconds of each
 */
export async function inTurn(contestants, runs) {
  /** @type {Map<string, number[]>} */
  const seconds = new Map(contestants.map(({ name }) => [name, []]))
  const random = seededRandom(runs)
  for (let run = 0; run < runs; run++) {
    for (const contestant of shuffled(contestants, random)) {
      await contestant.prepare?.()
      const began = performance.now()
      const told = await contestant.run()
      seconds.get(contestant.name)?.push(typeof told === 'number' ? told : (performance.now() - began) / 1000)
      await contestant.check?.()
      process.stderr.write('.')
    }
  }
  process.stderr.write('\n')
  return seconds
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {() => number} random
 * @returns {T[]}
 */
function shuffled(items, random) {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item)
}

/**
 * @param {number[]} values at least one
 */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
