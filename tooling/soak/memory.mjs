import { slopeOf } from './memory-slope.mjs'

/** Milliseconds between two looks. */
const EVERY = 5000

/** What a server may grow by, in megabytes a minute. */
const MOST = 1

/** Minutes until everything has been compiled, cached and pooled, and how many must come after, to judge by. */
const WARM_UP = 3
const JUDGED = 3

/** @typedef {{ minute: number, rss: number, live: number }} MemorySample in megabytes */

/**
 * Looks at the memory of a server: all that the system gave it, and what it has in use.
 * @param {import('./server.mjs').Server} server
 */
export function watchMemory(server) {
  const began = performance.now()
  /** @type {MemorySample[]} */
  const samples = []
  let looking = Promise.resolve()
  const look = async () => {
    const { rss, heapUsed, external } = await server.memory()
    const minute = (performance.now() - began) / 60_000
    samples.push({ minute, rss: rss / 1e6, live: (heapUsed + external) / 1e6 })
  }
  const timer = setInterval(() => void (looking = looking.then(look)), EVERY)
  return {
    samples,
    async stop() {
      clearInterval(timer)
      await looking
      return samples
    },
  }
}

/**
 * Says how memory grew after the warm-up, and what is wrong with that; of a short run neither.
 * @param {MemorySample[]} samples
 */
export function judgeMemory(samples) {
  const last = samples.at(-1)?.minute ?? 0
  if (last < WARM_UP + JUDGED - 0.2) return { told: 'too short to judge', fault: undefined }
  const judged = samples.filter(({ minute }) => minute >= WARM_UP)
  const slopes = /** @type {const} */ (['rss', 'live']).map((kind) => ({
    kind,
    slope: slopeOf(judged.map((sample) => ({ minute: sample.minute, megabytes: sample[kind] }))),
  }))
  const told = slopes.map(({ kind, slope }) => `${kind} ${slope.toFixed(2)} MB/min`).join(', ')
  const tooMuch = slopes.some(({ slope }) => !(slope <= MOST))
  return {
    told: `${told} from minute ${WARM_UP} on`,
    fault: tooMuch ? `Memory grows: ${told}; at most ${MOST} MB/min` : undefined,
  }
}
