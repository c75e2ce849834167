import type pg from 'pg'
import type { Database } from '../database/open-database.js'
import type { TaskRun } from './task-work.js'

/** How often, in milliseconds: the task may be between two statements, and the next one wait for a lock. */
const AGAIN_AFTER = 200

/** Cancels the statements a connection is running once its task is cancelled: PostgreSQL may be at one for long. */
export function cancelOnAbort({ signal }: TaskRun, database: Database, client: pg.Client): Disposable {
  const { processID } = client as pg.Client & { processID: number }
  let timer: NodeJS.Timeout | undefined
  const cancel = () => void database.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined)
  const begin = () => {
    cancel()
    timer = setInterval(cancel, AGAIN_AFTER)
  }
  if (signal.aborted) begin()
  signal.addEventListener('abort', begin)
  return {
    [Symbol.dispose]() {
      signal.removeEventListener('abort', begin)
      clearInterval(timer)
    },
  }
}
