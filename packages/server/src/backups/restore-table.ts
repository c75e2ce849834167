import { tableNamed, type AnyTable } from '@rollcall/tables'
import type pg from 'pg'
import type { Database } from '../database/open-database.js'
import { inTransaction, type Query, queryOn } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { copyInto } from '../loads/copy-into.js'
import { upsertFrom } from '../tables/upsert-from.js'
import { temporaryTable } from '../tables/temporary-table.js'
import { cancelOnAbort } from '../tasks/cancel-on-abort.js'
import type { TaskRun } from '../tasks/task-work.js'
import { openReader } from './backup-reader.js'
import { avroFileName, decodeRows } from './avro-file.js'
import type { Backup, Restored, RestoreOptions } from './backup-schemas.js'
import type { BackupStorage } from './backup-storage.js'
import { getBackup, withFilesOf } from './catalogue.js'
import { checkFile } from './check-file.js'
import { createBackup } from './create-backup.js'
import { copyOfRows } from './staged-rows.js'
import { measured } from './measured.js'
import { refuseMissingParents, refuseUsedRows, removeUnstaged, STAGED, tableDifference } from './table-difference.js'

/** Whoever wants a table for himself in the moment in which it is locked is waited for so long, in milliseconds. */
const LOCK_TIMEOUT = 500

export interface RestoreTable {
  database: Database
  storage: BackupStorage
  options: RestoreOptions
  run: TaskRun
}

/**
 * Makes one table what it was in a backup, by difference, in one transaction; the other tables are not touched.
 * A safety backup is taken before anything is written. Throws, with nothing changed, when the backup is not whole or rows stand in the way.
 */
export async function restoreTable({ database, storage, options, run }: RestoreTable): Promise<Restored> {
  const table = tableNamed(options.table)
  const backup = await getBackup(storage, options.backup)
  await withFilesOf(storage, backup.id, () => assertWhole(storage, backup, table))
  await using client = await database.connect()
  using _ = cancelOnAbort(run, database, client)
  const query = queryOn(client)
  return await inTransaction(
    query,
    async () => {
      // On Citus, writes to tables that point at each other must go one after the other; elsewhere this does nothing.
      await query(`SET LOCAL citus.multi_shard_modify_mode = 'sequential'`)
      await query(`LOCK TABLE ${table.name} IN SHARE ROW EXCLUSIVE MODE`)
      // Now, as later it would wait behind whoever waits for our lock, and we for it.
      await using reader = await openReader({ database, run, lockTimeout: LOCK_TIMEOUT })
      await withFilesOf(storage, backup.id, () => stage(client, { storage, backup, table, run }))
      const changes = await plannedChanges(query, table, options)
      if (options.dryRun) return { ...options, ...changes, safetyBackup: null }
      // Now that nothing stands in the way, and nobody else can write: exactly what was there before.
      const safety = await createBackup({ reader, storage, kind: 'safety', run })
      await writeChanges(query, table, changes)
      const restored = { ...options, ...changes, safetyBackup: safety.id }
      await run.complete(query, restored)
      return restored
    },
    options.dryRun ? 'ROLLBACK' : 'COMMIT',
  )
}

async function assertWhole(storage: BackupStorage, backup: Backup, table: AnyTable): Promise<void> {
  if (!backup.tables[table.name]) {
    throw new ServerError(
      'not_found',
      `Backup ${backup.id} has no ${table.name}; it has ${Object.keys(backup.tables).join(', ')}.`,
    )
  }
  const problem = await checkFile(storage, backup, table)
  if (problem)
    throw new ServerError(
      'damaged',
      `Backup ${backup.id} is damaged: ${problem}. Nothing was changed. Use another backup.`,
    )
}

interface Stage {
  storage: BackupStorage
  backup: Backup
  table: AnyTable
  run: TaskRun
}

/** Puts the backup's rows into a temporary table, and proves once more that they are all there. */
async function stage(client: pg.Client, { storage, backup, table, run }: Stage): Promise<void> {
  const query = queryOn(client)
  const columns = Object.keys(table.columns)
  const total = backup.tables[table.name]?.rows ?? 0
  await temporaryTable(query, STAGED, table)
  const bytes = storage.open(backup.id, avroFileName(table))
  const batches = measured().rows(decodeRows(table, bytes), (rows) => {
    run.signal.throwIfAborted()
    run.report({ done: rows, total, rows })
  })
  const copied = await copyInto(client, { table: STAGED, columns, rows: copyOfRows(table, batches) })
  if (copied !== total) {
    throw new ServerError(
      'damaged',
      `Backup ${backup.id} has ${copied} rows of ${table.name}; its manifest says ${total}. Nothing was changed.`,
    )
  }
  await query(`ALTER TABLE ${STAGED} ADD PRIMARY KEY (${table.key})`)
  await query(`ANALYZE ${STAGED}`)
}

type Changes = Pick<Restored, 'added' | 'changed' | 'removed' | 'unchanged' | 'rows'>

/** What the restore comes to; throws when rows stand in its way. */
async function plannedChanges(query: Query, table: AnyTable, { mode }: RestoreOptions): Promise<Changes> {
  const difference = await tableDifference(query, table)
  const { added, changed, unchanged } = difference
  const kept = mode === 'merge' ? difference.removed : 0
  const removed = difference.removed - kept
  await refuseMissingParents(query, table)
  if (removed > 0) await refuseUsedRows(query, table)
  return { added, changed, removed, unchanged: unchanged + kept, rows: added + changed + unchanged + kept }
}

async function writeChanges(query: Query, table: AnyTable, { added, changed, removed, rows }: Changes): Promise<void> {
  // Checking a foreign key is always cheaper by index, whatever the statistics say.
  await query('SET LOCAL enable_seqscan = off')
  const written = await upsertFrom(query, table, STAGED)
  await query('SET LOCAL enable_seqscan = on')
  const gone = removed > 0 ? await removeUnstaged(query, table) : 0
  const counted = await query<{ count: number }>(`SELECT count(*) FROM ${table.name}`)
  if (written !== added + changed || gone !== removed || counted.rows[0]?.count !== rows) {
    throw new Error(
      `A restore came out wrong: ${JSON.stringify({ added, changed, removed, rows, written, gone, counted: counted.rows })}`,
    )
  }
}
