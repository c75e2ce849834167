import type pg from 'pg'
import type { Database } from '../database/open-database.js'
import type { TaskRun } from './task-runner.js'

/** Cancels the statement a connection is running when its task is cancelled: PostgreSQL may be at it for long. */
export function cancelOnAbort({ signal }: TaskRun, database: Database, client: pg.Client): Disposable {
  const { processID } = client as pg.Client & { processID: number }
  const cancel = () => void database.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined)
  signal.addEventListener('abort', cancel)
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', cancel) }
}
