import { type Backup, type BackupFile, type TableName, tables as allTables } from '@rollcall/sdk'

/** Exactly what `--json` promises of a backup, in its order. */
export function backupDocument({ id, createdAt, kind, tables }: Backup): Backup {
  return { id, createdAt, kind, tables: inLoadOrder(tables) }
}

/** The tables of a backup, parents before children. */
export function inLoadOrder(tables: Backup['tables']): Partial<Record<TableName, BackupFile>> {
  return Object.fromEntries(
    allTables.flatMap(({ name }) => {
      const file = tables[name]
      return file ? [[name, file]] : []
    }),
  )
}
