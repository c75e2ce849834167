import { setTimeout as pause } from 'node:timers/promises'
import { fromDatabase } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'

/** How long the database is given to come back before the next try, in milliseconds. */
const PAUSE = 500

/** Does something until the database is there for it; throws what another try would not mend, and when the signal says to give up. */
export async function insist<T>(work: () => Promise<T>, giveUp: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error) || giveUp.aborted) throw error
    }
    await pause(PAUSE, undefined, { signal: giveUp, ref: false }).catch(() => undefined)
  }
}

function isAway(error: unknown): boolean {
  const told = fromDatabase(error)
  return told instanceof ServerError && told.reason === 'unavailable'
}
