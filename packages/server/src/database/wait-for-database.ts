import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { fromDatabase } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'

interface WaitOptions {
  /** How long at most; 0 tries once. */
  seconds: number
  /** Told every few seconds what is waited for, without the password. */
  tell: (message: string) => void
  /** Ends the waiting. */
  signal?: AbortSignal
}

/** How long, in milliseconds, until it is tried again, and until it is told again. */
const TRY_EVERY = 500
const TELL_EVERY = 5000

/**
 * Resolves when PostgreSQL lets us in, or the signal says so. Waits for one that is not there yet or still starts; a wrong password
 * or a database that does not exist is told at once.
 */
export async function waitForDatabase(url: string, { seconds, tell, signal }: WaitOptions): Promise<void> {
  const began = performance.now()
  let toldAt = -Infinity
  for (;;) {
    const refused = signal?.aborted ? undefined : await refusal(url)
    if (!refused) return
    const { place, error } = refused
    if (!mayCome(error)) throw new Error(whyNot(refused), { cause: error })
    if (performance.now() - began >= seconds * 1000) {
      const waited = seconds === 0 ? '' : ` within ${seconds} s`
      const message = `PostgreSQL at ${place} did not answer${waited} (${reasonOf(error)}). Start it, or correct DATABASE_URL.`
      throw new Error(message, { cause: error })
    }
    if (performance.now() - toldAt >= TELL_EVERY) {
      tell(`waiting for PostgreSQL at ${place} (${reasonOf(error)}), at most ${seconds} s`)
      toldAt = performance.now()
    }
    await pause(TRY_EVERY, undefined, { signal }).catch(() => undefined)
  }
}

interface Refusal {
  /** host:port */
  place: string
  database: string
  error: unknown
}

/** Why no connection can be made; undefined when one can. */
async function refusal(url: string): Promise<Refusal | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  const place = `${client.host}:${client.port}`
  try {
    await client.connect()
    return undefined
  } catch (error) {
    return { place, database: client.database ?? '', error }
  } finally {
    await client.end().catch(() => undefined)
  }
}

function mayCome(error: unknown): boolean {
  const told = fromDatabase(error)
  return told instanceof ServerError && told.reason === 'unavailable'
}

function whyNot({ place, database, error }: Refusal): string {
  if (sqlstateOf(error) === SQLSTATE.unknownDatabase) {
    return `There is no database ${JSON.stringify(database)} at ${place}. Make it with CREATE DATABASE, or correct DATABASE_URL.`
  }
  return `PostgreSQL at ${place} does not let us in: ${reasonOf(error)}. Correct DATABASE_URL.`
}

/** The code of a connection that could not be made, or what PostgreSQL said. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (sqlstateOf(error) === undefined && 'code' in error && typeof error.code === 'string') return error.code
  return error.message
}
