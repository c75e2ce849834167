import type { CellResult, Kind, Value } from './kind.js'
import { shown, type Problem } from './problem.js'
import type { z } from 'zod'

/** Makes a text cell (of a CSV file or an old REST request) the value of its kind; ASCII white space around it is not part of it. */
export function readCell<V extends Value>(kind: Kind<V>, cell: string): CellResult<V> {
  const trimmed = trimAscii(cell)
  if (trimmed === '') return { code: 'missing_value', message: `is empty; expected ${kind.expected}` }
  const parsed = kind.parse(trimmed)
  if (parsed === undefined) return { code: kind.badCode, message: `is ${shown(cell)}; expected ${kind.expected}` }
  const fault = faultOf(kind, parsed)
  return fault ? { code: fault.code, message: `is ${shown(cell)}; expected ${kind.expected}` } : { value: parsed }
}

/** What is wrong with a value that came as JSON, or undefined when it is good. */
export function checkValue(kind: Kind, column: string, value: unknown): Problem | undefined {
  if (value === undefined || value === null) {
    return { column, code: 'missing_value', message: `is missing; expected ${kind.expected}` }
  }
  const fault = faultOf(kind, value)
  return fault && { column, ...fault }
}

function faultOf(kind: Kind, value: unknown): Pick<Problem, 'code' | 'message'> | undefined {
  const issue = kind.zod.safeParse(value).error?.issues[0]
  return issue && { code: codeOf(issue) ?? kind.badCode, message: issue.message }
}

function codeOf(issue: z.core.$ZodIssue): Problem['code'] | undefined {
  if (issue.code === 'too_small' && issue.origin === 'string') return 'missing_value'
  if (issue.code === 'too_big' && issue.origin === 'string') return 'too_long'
  return issue.code === 'custom' ? (issue.params?.['code'] as Problem['code'] | undefined) : undefined
}

/** Unlike String.trim this leaves Unicode's white space, which is the data's own. */
function trimAscii(cell: string): string {
  let start = 0
  let end = cell.length
  while (start < end && isAsciiSpace(cell.charCodeAt(start))) start++
  while (end > start && isAsciiSpace(cell.charCodeAt(end - 1))) end--
  return cell.slice(start, end)
}

function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
