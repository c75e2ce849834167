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

/** A value as it is shown in a message: quoted, and cut after 60 characters. Of a nested one only what it is, which may be huge. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…${text.startsWith('"') ? '"' : ''}` : text
}
