/** The most memory that this process held for objects and buffers while it was watched, beyond what it held before. */
export interface PeakMemory extends Disposable {
  /** So far, in bytes. */
  readonly bytes: number
}

/** Watches the memory of this process, ten times a second. */
export function peakMemory(): PeakMemory {
  const held = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
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
