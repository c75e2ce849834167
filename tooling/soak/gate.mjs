/** Lets many in at once, or one alone: who wants to be alone waits until the others are out, and they until it is. */
export function createGate() {
  let inside = 0
  /** Settled when nobody is alone inside, or waits to be. */
  let free = Promise.resolve()
  let isClosed = false
  /** @type {() => void} */
  let empty = () => {}

  async function untilFree() {
    await free
    // Another may have been quicker.
    if (isClosed) await untilFree()
  }

  return {
    /**
     * @template T
     * @param {() => Promise<T>} work
     */
    async together(work) {
      await untilFree()
      inside++
      try {
        return await work()
      } finally {
        if (--inside === 0) empty()
      }
    },
    /**
     * @template T
     * @param {() => Promise<T>} work
     */
    async alone(work) {
      await untilFree()
      /** @type {() => void} */
      let open = () => {}
      isClosed = true
      free = new Promise((resolve) => (open = resolve))
      if (inside > 0) await new Promise((resolve) => (empty = () => resolve(undefined)))
      try {
        return await work()
      } finally {
        isClosed = false
        open()
      }
    },
  }
}
