import { readCell, type AnyTable, type Kind, type Value } from '@rollcall/tables'

/**
 * Makes a row of an old request what createMany takes: each cell, a number or text, is read as a cell of a CSV file is. What is no
 * good cell stays as it came, so that createMany tells what is wrong with it; fields that are no columns are left out.
 */
export function readRow(table: AnyTable, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const cells = new Map(Object.entries(value))
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, { kind }]) => [name, readValue(kind, cells.get(name))]),
  )
}

function readValue(kind: Kind, value: unknown): unknown {
  const cell = cellOf(value)
  if (cell === undefined) return value
  const read: { value: Value } | { code: string } = readCell(kind, cell)
  if ('value' in read) return read.value
  return read.code === 'missing_value' ? null : value
}

/** A number beyond 2^53 has lost digits on its way through JSON, so its spelling would not be what was sent. */
function cellOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined
}
