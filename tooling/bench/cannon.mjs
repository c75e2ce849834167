import autocannon from 'autocannon'

/**
 * Posts each of the bodies once, over ten connections; throws when one is not answered as it should be.
 * @param {string} url
 * @param {string[]} bodies
 * @returns {Promise<number>} the seconds until the last answer
 */
export async function postAll(url, bodies) {
  const waiting = bodies.values()
  const began = performance.now()
  let ended = began
  const cannon = autocannon({
    url,
    connections: 10,
    amount: bodies.length,
    timeout: 60,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: waiting.next().value }),
      },
    ],
  })
  // It looks only once a second whether it is done.
  cannon.on('response', () => (ended = performance.now()))
  assertAnswered(await cannon, bodies.length)
  return (ended - began) / 1000
}

/** So many times a second each address is read. */
const READS = 50

/**
 * Reads an address so many times a second, as far as it is answered, while something else goes on.
 * @param {string} url
 * @param {Promise<unknown>} during
 */
export async function readDuring(url, during) {
  const cannon = autocannon({ url, connections: 2, overallRate: READS, duration: 3600, timeout: 60 })
  await during
  cannon.stop?.()
  const result = await cannon
  assertAnswered(result, result['2xx'])
  return { reads: result['2xx'], p50: result.latency.p50, p99: result.latency.p99, max: result.latency.max }
}

/**
 * @param {autocannon.Result} result
 * @param {number} expected
 */
function assertAnswered({ '2xx': good, non2xx, errors, timeouts }, expected) {
  if (good === expected && non2xx + errors + timeouts === 0) return
  throw new Error(`${good} of ${expected} were answered well, ${non2xx} otherwise, ${errors + timeouts} not at all.`)
}
