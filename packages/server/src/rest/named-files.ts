import { tableList, type AnyTable } from '@rollcall/tables'
import type { Backup } from '../backups/backup-schemas.js'

/** A table's file in a backup, under the name that old clients know it by. */
export interface NamedFile {
  name: string
  table: AnyTable
  backup: string
}

/** The files of a backup, of those tables it has: `department_backup_<id>.avro`, … */
export function filesOf({ id, tables }: Backup): NamedFile[] {
  return tableList
    .filter(({ name }) => tables[name])
    .map((table) => ({ name: `${table.singular}_backup_${id}.avro`, table, backup: id }))
}

/** The files old clients can choose from, newest first: of backups that somebody asked for or brought, not of those restores take. */
export function filesToChoose(backups: readonly Backup[]): NamedFile[] {
  return backups.filter(({ kind }) => kind !== 'safety').flatMap(filesOf)
}
