import { type Backup, tables as allTables } from '@rollcall/sdk'
import { bytesText } from '../output/numbers.js'
import { type Cell, textTable } from '../output/text-table.js'
import type { NumberedBackup } from './numbered-backups.js'

/** A backup for a person to read: its tables, with rows, size and hash. */
export function backupText({ tables }: Pick<Backup, 'tables'>): string {
  const rows = allTables.flatMap(({ name }): Cell[][] => {
    const file = tables[name]
    return file ? [[name, file.rows, bytesText(file.bytes), file.sha256]] : []
  })
  return textTable(['table', 'rows', 'size', 'sha256'], rows)
}

/** Backups in a list, with the rows of each table. */
export function backupList(backups: readonly Backup[]): string {
  if (backups.length === 0) return 'There are no backups yet; `rollcall backup` makes one.\n'
  return textTable(
    [...HEAD, 'size'],
    backups.map((backup) => [...cells(backup), bytesText(bytesOf(backup))]),
  )
}

/** Backups in a list with the numbers by which they are restored; safety backups apart from the others. */
export function restoreList(backups: readonly NumberedBackup[]): string {
  if (backups.length === 0) return 'There are no backups yet; `rollcall backup` makes one.\n'
  const [numbered, safety] = [backups.filter(hasNumber), backups.filter((backup) => !hasNumber(backup))]
  const first = textTable(
    ['number', ...HEAD],
    numbered.map((backup) => [backup.number, ...cells(backup)]),
  )
  if (safety.length === 0) return first
  return `${first}\nSafety backups, each taken before a restore; put back by id:\n${textTable(HEAD, safety.map(cells))}`
}

/** `2026-11-22T20:17:00.123Z` → `2026-11-22 20:17:00Z`. */
export function momentText(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')}Z`
}

const HEAD = ['id', 'created', 'kind', ...allTables.map(({ name }) => name)]

function cells({ id, createdAt, kind, tables }: Backup): Cell[] {
  return [id, momentText(createdAt), kind, ...allTables.map(({ name }) => tables[name]?.rows ?? null)]
}

function bytesOf({ tables }: Backup): number {
  return Object.values(tables).reduce((sum, { bytes }) => sum + bytes, 0)
}

function hasNumber({ number }: NumberedBackup): boolean {
  return number !== null
}
