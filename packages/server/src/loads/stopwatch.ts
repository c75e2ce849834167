/** Adds up for how long something was going on. */
export interface Stopwatch {
  /** So far, in seconds to the millisecond. */
  readonly seconds: number
  /** Adds the time of some work, however it ends. */
  during<T>(work: () => Promise<T>): Promise<T>
}

export function stopwatch(): Stopwatch {
  let milliseconds = 0
  let since: number | undefined
  return {
    get seconds() {
      return Math.round(milliseconds + (since === undefined ? 0 : performance.now() - since)) / 1000
    },
    async during(work) {
      const began = (since = performance.now())
      try {
        return await work()
      } finally {
        milliseconds += performance.now() - began
        since = undefined
      }
    },
  }
}
