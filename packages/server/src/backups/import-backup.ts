import { createReadStream } from 'node:fs'
import { type AnyTable, checkRow, recordName, tableList, type TableName } from '@rollcall/tables'
import { ServerError } from '../errors/server-error.js'
import { IdSet } from '../loads/reading/id-set.js'
import type { Spool } from '../loads/spool/spool.js'
import type { TaskRun } from '../tasks/task-work.js'
import { avroFileName, decodeRecords, encodeRows } from './avro-file.js'
import { backupId } from './backup-id.js'
import type { Backup, BackupFile, ImportOptions } from './backup-schemas.js'
import type { BackupStorage, PartialBackup } from './backup-storage.js'
import { measured } from './measured.js'
import { writeBackup } from './write-backup.js'

interface ImportBackup {
  spool: Spool
  storage: BackupStorage
  files: ImportOptions['files']
  run: TaskRun
}

/**
 * Makes a backup of Avro files from elsewhere, such as the old service's, one per table. Each row must satisfy its table's rules;
 * throws `invalid_input` with the file, row and field of those that do not, and then nothing is kept.
 */
export async function importBackup({ spool, storage, files, run }: ImportBackup): Promise<Backup> {
  const byTable = new Map(files.map((file) => [tableOf(file.name), file]))
  if (byTable.size !== files.length)
    throw new ServerError('invalid_input', 'Two of the files are of the same table; import one file per table.')
  const moment = momentOf(files.map(({ name }) => name))
  const head = { id: backupId(moment), createdAt: moment.toISOString(), kind: 'imported' as const }
  return writeBackup(storage, head, async (partial) => {
    const tables: Partial<Record<TableName, BackupFile>> = {}
    for (const table of tableList) {
      const file = byTable.get(table)
      if (file) tables[table.name] = await convert({ spool, partial, table, file, run })
    }
    return tables
  })
}

/** `department_backup_20240131_120000.avro`, `departments.avro`: a file's table is told by its name. */
function tableOf(name: string): AnyTable {
  const table = tableList.find((each) => new RegExp(`^(${each.singular}_backup_.*|${each.name})\\.avro$`).test(name))
  if (table) return table
  const expected = tableList.map((each) => `${each.singular}_backup_….avro or ${each.name}.avro`).join(', ')
  throw new ServerError(
    'invalid_input',
    `${JSON.stringify(name)} does not tell which table it is of; expected ${expected}.`,
  )
}

/** The moment in the files' names, which is taken as UTC, or now. */
function momentOf(names: string[]): Date {
  const stamps = names.flatMap((name) => /_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)\b/.exec(name)?.slice(1) ?? [])
  const [year, month, day, hour, minute, second] = stamps
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(moment.getTime()) ? new Date() : moment
}

interface Convert {
  spool: Spool
  partial: PartialBackup
  table: AnyTable
  file: ImportOptions['files'][number]
  run: TaskRun
}

async function convert({ spool, partial, table, file, run }: Convert): Promise<BackupFile> {
  const upload = await spool.finish(file.upload)
  const measure = measured()
  const records = decodeRecords(createReadStream(upload.file))
  const batches = measure.rows(checkedRows(table, file.name, readable(records, file.name)), () =>
    run.signal.throwIfAborted(),
  )
  await partial.write(avroFileName(table), measure.bytes(encodeRows(table, batches)))
  return measure.result()
}

/** How many rows that do not fit are named. */
const MOST_NAMED = 20

async function* checkedRows(table: AnyTable, file: string, batches: AsyncIterable<object[]>): AsyncGenerator<object[]> {
  const check = rowChecker(table)
  const issues: ServerError['issues'] = []
  for await (const records of batches) {
    for (const record of records) issues.push(...check(record))
    if (issues.length > 0) break
    yield records
  }
  if (issues.length === 0) return
  const named = issues.slice(0, MOST_NAMED).map(({ message }) => message)
  throw new ServerError(
    'invalid_input',
    `${file} does not fit ${recordName(table.singular)}: ${named.join('; ')}. Nothing was imported.`,
    { issues: issues.slice(0, MOST_NAMED) },
  )
}

/** Makes a function that tells what is wrong with the next row of a file. */
function rowChecker(table: AnyTable): (record: object) => ServerError['issues'] {
  const seen = new IdSet()
  let row = 0
  return (record) => {
    row++
    const checked = checkRow(table, { ...record })
    if ('row' in checked && seen.add(checked.row.id)) return []
    const problems = 'problems' in checked ? checked.problems : [{ column: 'id', message: 'is that of an earlier row' }]
    const id = 'id' in record && typeof record.id === 'number' ? record.id : null
    return problems.map(({ column, message }) => ({
      table: table.name,
      id,
      column,
      message: `row ${row}: ${column ?? 'the row'} ${message}`,
    }))
  }
}

async function* readable(records: AsyncIterable<object[]>, file: string): AsyncGenerator<object[]> {
  try {
    yield* records
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ServerError('damaged', `${file} cannot be read as Avro: ${reason}. Nothing was imported.`, { cause })
  }
}
