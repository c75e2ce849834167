import { tableList } from '@rollcall/tables'
import type { Database } from '../database/open-database.js'
import { type Query, queryOn } from '../database/query.js'
import { cancelOnAbort } from '../tasks/cancel-on-abort.js'
import type { TaskRun } from '../tasks/task-work.js'

/** A transaction that sees all tables as they are at one moment, that of its first query. */
export interface BackupReader extends AsyncDisposable {
  readonly query: Query
}

interface ReaderOptions {
  database: Database
  run: Pick<TaskRun, 'signal'>
  /** How long somebody who wants a table for himself is waited for, in milliseconds; for as long as it takes when absent. */
  lockTimeout?: number
}

/** Opens one that from now on waits for nobody; throws a lock_not_available when it would have to wait for too long. */
export async function openReader({ database, run, lockTimeout = 0 }: ReaderOptions): Promise<BackupReader> {
  const client = await database.connect()
  const cancelling = cancelOnAbort(run, database, client)
  const query = queryOn(client)
  const close = async () => {
    cancelling[Symbol.dispose]()
    await client.end()
  }
  try {
    await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await query(`SET LOCAL lock_timeout = ${lockTimeout}`)
    await query(`LOCK TABLE ${tableList.map(({ name }) => name).join(', ')} IN ACCESS SHARE MODE`)
  } catch (error) {
    await close()
    throw error
  }
  return { query, [Symbol.asyncDispose]: close }
}
