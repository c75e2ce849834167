import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Database } from '../database/open-database.js'
import type { TaskRun } from './task-work.js'

/** How often, in milliseconds: the task may be between two statements, and the next one wait for a lock. */
const AGAIN_AFTER = 200

/** Cancels the statements a connection is running once its task is cancelled: PostgreSQL may be at one for long. */
export function cancelOnAbort({ signal }: Pick<TaskRun, 'signal'>, database: Database, client: pg.Client): Disposable {
  const { processID } = client as pg.Client & { processID: number }
  const ended = new AbortController()
  const begin = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await cancelBackend(database, processID).catch(() => undefined)
      await pause(AGAIN_AFTER, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  const abort = (): void => void begin()
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  return {
    [Symbol.dispose]() {
      signal.removeEventListener('abort', abort)
      ended.abort()
    },
  }
}

/** On a connection of its own: those of the pool may all be waiting for what is to be cancelled. */
async function cancelBackend(database: Database, processID: number): Promise<void> {
  await using client = await database.connect()
  await client.query('SELECT pg_cancel_backend($1)', [processID])
}
