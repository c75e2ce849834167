import type { AnyTable } from '@rollcall/tables'
import type { RejectedRow } from '../tables/create-many.js'

/** What is wrong with a row, by field, as the old service said it: `{department_id: ["…"]}`. */
export type RowErrors = Record<string, string[]>

interface WrongRow extends RejectedRow {
  /** The row as it was read. */
  row: unknown
}

/** The errors of the one row of a request; those of the row as a whole stand under `non_field_errors`. */
export function rowErrors(table: AnyTable, wrong: WrongRow): RowErrors {
  return errorsOf(wrong, nameOf(table, wrong.row))
}

/** The errors of a list of `count` rows: an entry a row, `{}` where it was fine. */
export function rowsErrors(table: AnyTable, rejected: readonly WrongRow[], count: number): RowErrors[] {
  const entries = Array.from({ length: count }, (): RowErrors => ({}))
  for (const wrong of rejected) {
    const names = [`row ${wrong.index + 1}`, ...nameOf(table, wrong.row)]
    entries[wrong.index] = errorsOf(wrong, names)
  }
  return entries
}

function errorsOf({ problems }: RejectedRow, names: string[]): RowErrors {
  const errors: RowErrors = {}
  const place = names.length > 0 ? `${names.join(', ')}: ` : ''
  for (const { column, message } of problems) {
    const messages = (errors[column ?? 'non_field_errors'] ??= [])
    messages.push(`${place}${column ?? 'this'} ${message}`)
  }
  return errors
}

/** `hired_employee 12`, if the row has a key by which it can be named. */
function nameOf(table: AnyTable, row: unknown): string[] {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined
  return Number.isInteger(id) ? [`${table.singular} ${String(id)}`] : []
}
