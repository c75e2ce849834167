import type { Backup } from '@rollcall/sdk'
import { backupDocument } from './backup-document.js'

/** A backup as `restore list` has it; safety backups have no number. */
export interface NumberedBackup extends Backup {
  number: number | null
}

/** Gives backups, newest first, the numbers by which they are restored. */
export function numberedBackups(backups: readonly Backup[]): NumberedBackup[] {
  let number = 0
  return backups.map((backup) => ({
    number: backup.kind === 'safety' ? null : ++number,
    ...backupDocument(backup),
  }))
}
