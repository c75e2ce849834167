import Table from 'cli-table3'
import { printable } from './printable.js'

export type Cell = string | number | null

/** Rows as aligned columns under a header, numbers to the right; a `null` is a dash. Ends with a line end. */
export function textTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => isNumber(row[column])))
  const table = new Table({
    head: [...head],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
  table.push(...rows.map((row) => row.map(shown)))
  const lines = table.toString().split('\n')
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

/** Columns stand two blanks apart, without any lines around them. */
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

function isNumber(cell: Cell | undefined): boolean {
  return typeof cell === 'number' || cell === null
}

function shown(cell: Cell): string {
  return cell === null ? '–' : printable(String(cell))
}
