import { RollcallError, type TableName, tables } from '@rollcall/sdk'
import type { Asker } from '../asker.js'
import { amount } from '../output/numbers.js'
import type { Session } from '../session.js'
import { momentText } from './backup-text.js'
import { type NumberedBackup, numberedBackups } from './numbered-backups.js'

/** Asks which table to restore. */
export async function chooseTable({ asker }: Session): Promise<TableName> {
  return asked(asker).choose(
    'Which table shall be put back?',
    tables.map(({ name }) => ({ value: name, label: name })),
  )
}

/** Asks which backup of a table to restore, and answers its id. */
export async function chooseBackup({ asker, rollcall, signal }: Session, table: TableName): Promise<string> {
  const backups = numberedBackups(await rollcall.backups.list({ signal })).filter(({ tables }) => tables[table])
  if (backups.length === 0) {
    throw new RollcallError('not_found', `There is no backup of ${table} yet; \`rollcall backup\` makes one.`)
  }
  // Numbered ones first, as `restore list` has them.
  const inOrder = [...backups.filter(isNumbered), ...backups.filter((backup) => !isNumbered(backup))]
  return asked(asker).choose(
    `Which backup of ${table}?`,
    inOrder.map((backup) => ({ value: backup.id, label: labelOf(backup, table) })),
  )
}

function labelOf({ number, id, createdAt, kind, tables }: NumberedBackup, table: TableName): string {
  const rows = amount(tables[table]?.rows ?? 0, 'row')
  return `${String(number ?? '–').padStart(3)}  ${id}  ${momentText(createdAt)}  ${kind.padEnd(8)}  ${rows}`
}

function isNumbered({ number }: NumberedBackup): boolean {
  return number !== null
}

function asked(asker: Asker | null): Asker {
  if (asker) return asker
  throw new Error('There is no terminal to ask at.')
}
