/** What can be wrong with a row, as a closed list of codes. */
export const problemCodes = [
  'missing_value',
  'bad_integer',
  'bad_text',
  'bad_timestamp',
  'too_long',
  'too_few_columns',
  'too_many_columns',
  'unknown_column',
  'bad_row',
  'bad_quote',
  'bad_encoding',
  'line_too_long',
  'unknown_parent',
  'duplicate_in_file',
  'already_exists',
] as const

export type ProblemCode = (typeof problemCodes)[number]

/** One thing that is wrong with a row: `column` is null when it is the row as a whole. */
export interface Problem {
  column: string | null
  code: ProblemCode
  message: string
}

/** A value as it is shown in a message: as JSON, cut after 60 characters, but never within one. */
export function shown(value: unknown): string {
  const text = jsonText(value)
  return text.length > 60 ? `${text.slice(0, 57).replace(LONE_HIGH, '')}…${text.startsWith('"') ? '"' : ''}` : text
}

/** The first half of a surrogate pair whose second half was cut off. */
const LONE_HIGH = /[\ud800-\udbff]$/

/** A value nested a million deep can be parsed from JSON, but not spelled again. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return Array.isArray(value) ? 'a list' : 'an object'
  }
}
