import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until the answer is neither false nor a failure, for at most 150 s. */
export async function eventually<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const giveUpAt = Date.now() + 150_000
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== false) return answer
      if (Date.now() > giveUpAt) throw new Error('It did not come true within 150 s')
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
    }
    await sleep(10)
  }
}
