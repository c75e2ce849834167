import { setTimeout } from 'node:timers/promises'

/** Asks again and again, with a few milliseconds between, until the answer is neither undefined nor false; throws after the deadline. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  milliseconds = 150_000,
): Promise<T> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${milliseconds} ms`)
    await setTimeout(5)
  }
}
