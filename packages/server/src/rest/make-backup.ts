import { randomUUID } from 'node:crypto'
import type { Backup } from '../backups/backup-schemas.js'
import type { Services } from '../services.js'
import { filesOf } from './named-files.js'
import { taskResult } from './task-result.js'

/** Answers a new backup of all tables, once it is on disk: its files by table. */
export async function makeBackup({ backups, tasks }: Services): Promise<object> {
  const { id } = await backups.create(randomUUID())
  const backup = (await taskResult(tasks, id)) as Backup
  const files = Object.fromEntries(filesOf(backup).map(({ name, table }) => [table.singular, name]))
  return { status: 'success', message: `Backup ${backup.id} is complete.`, files }
}
