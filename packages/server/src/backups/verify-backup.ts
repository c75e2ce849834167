import { tableList, type AnyTable } from '@rollcall/tables'
import { ServerError } from '../errors/server-error.js'
import type { TaskRun } from '../tasks/task-work.js'
import { avroFileName, decodeRows } from './avro-file.js'
import type { Backup, Verified } from './backup-schemas.js'
import type { BackupStorage } from './backup-storage.js'
import { assertThere, getBackup } from './catalogue.js'
import { checkFile } from './check-file.js'
import { measured } from './measured.js'

interface VerifyBackup {
  storage: BackupStorage
  id: string
  run: Pick<TaskRun, 'signal' | 'report'>
}

/** Proves that a backup is whole: its manifest, every byte of every file, and every row read once. */
export async function verifyBackup({ storage, id, run }: VerifyBackup): Promise<Verified> {
  const backup = await getBackup(storage, id).catch((error: unknown) => {
    if (error instanceof ServerError && error.reason === 'damaged') return error
    throw error
  })
  if (backup instanceof Error) return { id, ok: false, tables: {}, problems: [backup.message] }
  const problems: string[] = []
  for (const table of tableList.filter(({ name }) => backup.tables[name])) {
    run.signal.throwIfAborted()
    const problem = (await checkFile(storage, backup, table)) ?? (await checkRows(storage, backup, table))
    if (problem) problems.push(problem)
  }
  // What was removed meanwhile is not damaged.
  if (problems.length > 0) await assertThere(storage, id)
  return { id, ok: problems.length === 0, tables: backup.tables, problems }
}

async function checkRows(storage: BackupStorage, backup: Backup, table: AnyTable): Promise<string | undefined> {
  const name = avroFileName(table)
  const measure = measured()
  try {
    for await (const _ of measure.rows(decodeRows(table, storage.open(backup.id, name)))) continue
  } catch (error) {
    return `${name} cannot be read as rows of ${table.name}: ${error instanceof Error ? error.message : String(error)}`
  }
  const { rows } = measure.result()
  const expected = backup.tables[table.name]?.rows
  return rows === expected ? undefined : `${name} has ${rows} rows; the manifest says ${expected}`
}
