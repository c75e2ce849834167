import type { Database } from '../database/open-database.js'
import type { Limits } from '../limits.js'

/** How much the server has to do. */
export interface Pressure extends Disposable {
  /** Why a request had better come later; undefined when it may come. */
  tooMuch(): string | undefined
}

/** How often, in milliseconds, it is looked how late the server is at its work. */
const LOOK_EVERY = 250

/** Watches, until disposed of, how late timers come and how many requests wait for the database. */
export function watchPressure(
  database: Database,
  { waiting, lagMilliseconds }: Pick<Limits, 'waiting' | 'lagMilliseconds'>,
): Pressure {
  let lag = 0
  let due = performance.now() + LOOK_EVERY
  const timer = setInterval(() => {
    lag = performance.now() - due
    due = performance.now() + LOOK_EVERY
  }, LOOK_EVERY).unref()
  return {
    tooMuch() {
      // The timer itself may be what has not come yet.
      if (Math.max(lag, performance.now() - due) > lagMilliseconds) return 'The server has more to do than it can'
      return database.pool().waiting >= waiting ? 'Too many requests wait for the database' : undefined
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
