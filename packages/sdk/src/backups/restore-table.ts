import { checkTable } from '../check-table.js'
import type { Restored, TableName } from '../generated/types.js'
import type { RestoreOptions } from './backups.js'
import { runBackupTask, type Server } from './run-backup-task.js'

interface Restoring extends Server {
  table: TableName
  backup: string
  options: RestoreOptions
}

/** Has a table made what it was in a backup, and waits for the end. */
export async function restoreTable({ table, backup, options, ...server }: Restoring): Promise<Restored> {
  checkTable(table)
  const { mode, dryRun } = options
  const start = (task: string) => server.methods.backups.restore({ task, table, backup, mode, dryRun })
  return runBackupTask(server, start, options)
}
