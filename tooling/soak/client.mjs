import { backupActions } from './backup-actions.mjs'
import { loadActions } from './load-actions.mjs'
import { readActions } from './read-actions.mjs'
import { writeActions } from './write-actions.mjs'

/**
 * @typedef {object} At what a client works with
 * @property {import('@rollcall/sdk').Rollcall} rollcall
 * @property {string} url
 * @property {() => number} random
 * @property {ReturnType<typeof import('./people.mjs').createIds>} ids
 * @property {number[]} own employees that this client created
 * @property {import('./tally.mjs').Tally} tally
 * @property {ReturnType<typeof import('./gate.mjs').createGate>} gate
 * @property {string} emptyBackup of a time when there were no employees
 */

/**
 * @typedef {object} Action
 * @property {number} often
 * @property {string[]} [expected] the codes by which it may be refused: another client was quicker, or it asks for it
 * @property {boolean} [alone] it sees to it that nobody else is at work
 * @property {(at: At) => Promise<unknown>} run
 */

const actions = Object.entries({ ...readActions, ...writeActions, ...loadActions, ...backupActions })
const total = actions.reduce((sum, [, { often }]) => sum + often, 0)

/**
 * Does one thing after the other, whatever comes up, until it is time.
 * @param {At} at
 * @param {() => boolean} isTime
 */
export async function beClient(at, isTime) {
  while (!isTime()) {
    const [name, action] = choose(at.random)
    await (action.alone ? attempt(at, name, action) : at.gate.together(() => attempt(at, name, action)))
  }
}

/**
 * @param {At} at
 * @param {string} name
 * @param {Action} action
 */
async function attempt(at, name, { run, expected = [] }) {
  try {
    await run(at)
    at.tally.did(name)
  } catch (error) {
    const { code = '', message } = /** @type {Error & { code?: string }} */ (error)
    if (expected.includes(code)) at.tally.wasRefused(`${name}: ${code}`)
    else at.tally.failed(`${name}: ${code} ${message}`)
  }
}

/** @param {() => number} random */
function choose(random) {
  let left = random() * total
  for (const action of actions) {
    left -= action[1].often
    if (left < 0) return action
  }
  return actions[0]
}
