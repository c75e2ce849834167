import { memoryInUse } from './memory-in-use.js'

/** The most memory that this process needed for objects and buffers while it was watched, beyond what it needed before. */
export interface PeakMemory extends Disposable {
  /** So far, in bytes. */
  readonly bytes: number
}

/** Looks ten times a second, or so seldom that looking takes a tenth of the time. */
export function peakMemory(): PeakMemory {
  const before = held()
  let most = before
  let timer = setTimeout(look, LOOK_EVERY)

  function look(): void {
    const from = performance.now()
    most = Math.max(most, held())
    timer = setTimeout(look, Math.max(LOOK_EVERY, 9 * (performance.now() - from)))
  }

  return {
    get bytes() {
      return most - before
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

/** In milliseconds. */
const LOOK_EVERY = 100

function held(): number {
  const { heapUsed, arrayBuffers } = memoryInUse()
  return heapUsed + arrayBuffers
}
