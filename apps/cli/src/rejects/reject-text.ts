import type { Problem, Reject } from '@rollcall/sdk'
import { printable } from '../output/printable.js'

/** How much of a rejected line is shown, in characters. */
const LONGEST_SHOWN = 200

/** What the columns of the list are. */
export const rejectListHead = `${cells('line', 'column', 'code', 'message')}\n`

/** A reject in a list: each of its problems, then the line as it came. */
export function rejectText({ line, problems, text }: Reject): string {
  const told = problems.map(({ column, code, message }) => cells(String(line), column ?? '–', code, printable(message)))
  return [...told, `${' '.repeat(11)}| ${cut(printable(text))}`].map((row) => `${row}\n`).join('')
}

/** A reject in one line: `line 11, datetime: is empty; expected …`. */
export function rejectSummary({ line, problems }: Pick<Reject, 'line' | 'problems'>): string {
  const separator = problems[0]?.column === null ? ':' : ','
  return printable(`line ${line}${separator} ${problemsText(problems)}`)
}

/** All problems of a reject, each with the column it is about. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(({ column, message }) => (column === null ? message : `${column}: ${message}`)).join(' | ')
}

function cells(line: string, column: string, code: string, message: string): string {
  return `${line.padStart(9)}  ${column.padEnd(13)}  ${code.padEnd(17)}  ${message}`
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}
