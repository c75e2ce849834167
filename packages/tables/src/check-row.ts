import type { Columns, RowOf, Table } from './define-table.js'
import { shown, type Problem } from './problem.js'
import { checkValue } from './read-cell.js'

/** A row that satisfies its table's rules, or all that is wrong with it. */
export type CheckedRow<Row> = { row: Row } | { problems: Problem[] }

/** Checks a row that came as JSON against its table: every column there and good, and nothing else. */
export function checkRow<C extends Columns>(table: Table<string, C>, value: unknown): CheckedRow<RowOf<C>> {
  return isRow(table, value) ? { row: value } : judgeRow(table, value)
}

/** The whole row at once, as most are good: several times as quick as asking for the problems of each value. */
function isRow<C extends Columns>(table: Table<string, C>, value: unknown): value is RowOf<C> {
  if (!table.rowSchema.safeParse(value).success) return false
  // Whatever a schema may pass over is no column.
  return Object.keys(value as object).length === Object.keys(table.columns).length
}

function judgeRow<C extends Columns>(table: Table<string, C>, value: unknown): CheckedRow<RowOf<C>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `is ${shown(value)}; expected an object with ${Object.keys(table.columns).join(', ')}`
    return { problems: [{ column: null, code: 'bad_row', message }] }
  }
  const cells = value as Record<string, unknown>
  const problems = [
    ...Object.entries(table.columns).map(([name, { kind }]) =>
      checkValue(kind, name, Object.hasOwn(cells, name) ? cells[name] : undefined),
    ),
    ...Object.keys(cells).map((name) => unknownColumn(table.name, table.columns, name)),
  ].filter((problem) => problem !== undefined)
  return problems.length > 0 ? { problems } : { row: cells as RowOf<C> }
}

function unknownColumn(table: string, columns: Columns, column: string): Problem | undefined {
  if (Object.hasOwn(columns, column)) return undefined
  return { column, code: 'unknown_column', message: `is not a column of ${table}` }
}
