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

/** What looks like nothing, or like a blank: C1 controls, spaces of other kinds, marks that join, part or turn round. Emoji are joined by U+200D. */
const INVISIBLE =
  /[\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/g

/** A value as it is shown in a message: as JSON, with what cannot be seen by its number; cut after 60 characters, but never within one. */
export function shown(value: unknown): string {
  const text = jsonText(value).replace(INVISIBLE, escaped)
  return text.length > 60 ? `${text.slice(0, 57).replace(LONE_HIGH, '')}…${text.startsWith('"') ? '"' : ''}` : text
}

/** The first half of a surrogate pair whose second half was cut off. */
const LONE_HIGH = /[\ud800-\udbff]$/

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A value nested a million deep can be parsed from JSON, but not spelled again. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return Array.isArray(value) ? 'a list' : 'an object'
  }
}
