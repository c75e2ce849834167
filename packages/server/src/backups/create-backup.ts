import { tableList, type TableName } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import type { TaskRun } from '../tasks/task-work.js'
import { avroFileName, encodeRows } from './avro-file.js'
import { backupId } from './backup-id.js'
import type { BackupReader } from './backup-reader.js'
import type { Backup, BackupFile } from './backup-schemas.js'
import type { BackupStorage, PartialBackup } from './backup-storage.js'
import { measured } from './measured.js'
import { readTable } from './read-table.js'
import { writeBackup } from './write-backup.js'

interface CreateBackup {
  /** A transaction of its own. */
  reader: BackupReader
  storage: BackupStorage
  kind: Backup['kind']
  run: Pick<TaskRun, 'signal' | 'report'>
}

/** Backs all tables up as they are at one moment. The backup is seen once all of it is on disk, or not at all. */
export async function createBackup({ reader, storage, kind, run }: CreateBackup): Promise<Backup> {
  const { query } = reader
  // The first query fixes the moment for all tables.
  const { rows } = await query<{ moment: string; total: number }>(
    `SELECT statement_timestamp() AS moment, ${tableList.map(({ name }) => `(SELECT count(*) FROM ${name})`).join(' + ')} AS total`,
  )
  const [{ moment, total } = { moment: new Date().toISOString(), total: 0 }] = rows
  const head = { id: backupId(new Date(moment)), createdAt: moment, kind }
  return await writeBackup(storage, head, (partial) => writeTables(query, partial, { run, total }))
}

interface WriteOptions {
  run: CreateBackup['run']
  /** How many rows there are in all. */
  total: number
}

async function writeTables(
  query: Query,
  partial: PartialBackup,
  { run, total }: WriteOptions,
): Promise<Backup['tables']> {
  const files: Partial<Record<TableName, BackupFile>> = {}
  let before = 0
  for (const table of tableList) {
    const measure = measured()
    const batches = measure.rows(readTable(query, table), (rows) => {
      run.signal.throwIfAborted()
      run.report({ done: before + rows, total, rows: before + rows })
    })
    await partial.write(avroFileName(table), measure.bytes(encodeRows(table, batches)))
    const file = measure.result()
    before += file.rows
    files[table.name] = file
  }
  return files
}
