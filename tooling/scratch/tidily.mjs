import { constants } from 'node:os'

/**
 * Runs work that makes things to be taken away again: what it gives to `afterwards` is called, the newest first, when the work ends, fails,
 * or is cut off by a signal.
 * @template T
 * @param {(afterwards: (takeAway: () => Promise<unknown>) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function tidily(work) {
  /** @type {(() => Promise<unknown>)[]} */
  const things = []
  /** @type {Promise<void> | undefined} */
  let tidying
  const tidy = () => (tidying ??= takeAway(things))
  const cutOff = (/** @type {NodeJS.Signals} */ signal) =>
    void tidy().finally(() => process.exit(128 + constants.signals[signal]))
  process.once('SIGINT', cutOff).once('SIGTERM', cutOff)
  try {
    return await work((takeAway) => things.push(takeAway))
  } finally {
    await tidy()
    process.off('SIGINT', cutOff).off('SIGTERM', cutOff)
  }
}

/** @param {(() => Promise<unknown>)[]} things */
async function takeAway(things) {
  for (const each of things.toReversed()) await each()
}
