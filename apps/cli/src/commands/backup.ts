import { Command } from 'commander'
import type { Run } from '../session.js'
import { createBackup } from './backups/create-backup.js'
import { getBackup } from './backups/get-backup.js'
import { importBackup } from './backups/import-backup.js'
import { listBackups } from './backups/list-backups.js'
import { removeBackup } from './backups/remove-backup.js'
import { verifyBackup } from './backups/verify-backup.js'

const EXAMPLES = `
Examples:
  $ rollcall backup
  $ rollcall backup verify 20261122_201700_3fa9
  $ rollcall backup get 20261122_201700_3fa9 -o backup
  $ rollcall backup import department_backup_20240131_120000.avro`

/** `rollcall backup`: all tables backed up, and what is done with backups; one table is put back by `rollcall restore`. */
export function backup(run: Run): Command {
  return new Command('backup')
    .description('back all tables up, and look after the backups')
    .addCommand(createBackup(run), { isDefault: true })
    .addCommand(listBackups(run))
    .addCommand(verifyBackup(run))
    .addCommand(getBackup(run))
    .addCommand(removeBackup(run))
    .addCommand(importBackup(run))
    .addHelpText('after', EXAMPLES)
}
