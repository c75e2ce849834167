import { memoryInUse } from './memory-in-use.js'

/** The most memory that this process needed for objects and buffers while it was watched, beyond what it needed before. */
export interface PeakMemory extends Disposable {
  /** So far, in bytes. */
  readonly bytes: number
}

/** Watches the memory of this process, ten times a second. */
export function peakMemory(): PeakMemory {
  const held = () => {
    const { heapUsed, arrayBuffers } = memoryInUse()
    return heapUsed + arrayBuffers
  }
  const before = held()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, held())), 100)
  return {
    get bytes() {
      return most - before
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
