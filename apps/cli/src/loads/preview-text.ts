import type { Preview } from '@rollcall/sdk'
import { amount } from '../output/numbers.js'
import { textTable } from '../output/text-table.js'
import { rejectSummary } from '../rejects/reject-text.js'
import { decisions } from './load-text.js'

/** How much of a cell is shown, in characters. */
const LONGEST_CELL = 40

/** The first lines of a file as they would be read, for a person to look at before loading it. */
export function previewText(preview: Preview, source: string): string {
  const { table, whole, lines, columns } = preview
  const bad = lines.filter(({ problems }) => problems.length > 0)
  const cells = lines.map(({ line, cells: found }) => [line, ...columns.map((_, index) => cellText(found[index]))])
  const what = whole ? `All ${amount(lines.length, 'line')}` : `The first ${amount(lines.length, 'line')}`
  return [
    `${what} of ${source} as they would go into ${table}; nothing was loaded.`,
    ...decisions({ ...preview, read: lines.length }),
    '',
    ...(lines.length > 0 ? [textTable(['line', ...columns], cells)] : []),
    ...(bad.length > 0 ? [`${amount(bad.length, 'line')} would be rejected:`] : []),
    ...bad.map((line) => `  ${rejectSummary(line)}`),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** A dash for a cell that is not there. */
function cellText(cell: string | undefined): string | null {
  if (cell === undefined) return null
  return cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL)}…` : cell
}
