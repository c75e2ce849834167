import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { fromDatabase } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'

/** How long the database is given to come back before the next try, in milliseconds. */
const PAUSE = 500

interface InsistOptions {
  giveUp: AbortSignal
  /** Told once what keeps it from being done. */
  log: Logger
}

/** Does something until the database is there for it; throws what another try would not mend, and when the signal says to give up. */
export async function insist<T>(work: () => Promise<T>, { giveUp, log }: InsistOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error) || giveUp.aborted) throw error
      if (attempt === 0) log.warn({ err: error }, 'The database is asked again until it answers')
    }
    await pause(PAUSE, undefined, { signal: giveUp, ref: false }).catch(() => undefined)
  }
}

function isAway(error: unknown): boolean {
  const told = fromDatabase(error)
  return told instanceof ServerError && told.reason === 'unavailable'
}
