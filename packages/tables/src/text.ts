import { z } from 'zod'
import { expecting, type Kind } from './kind.js'

/** How long a text may be, in code points, which is what zod and PostgreSQL's char_length count. */
const LONGEST = 255

const expected = `1 to ${LONGEST} characters, not white space alone, without NUL`
const message = expecting(expected)

/**
 * The characters that count as white space: Unicode's White_Space property and U+FEFF.
 * The CHECK constraints of the migrations name the same ones.
 */
const BLANK = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*$/

/** 1 to 255 code points that are not white space alone; any character PostgreSQL can keep, so no NUL and no half of a surrogate pair. */
export const text: Kind<string> = {
  name: 'text',
  zod: z
    .string(message)
    .min(1, { ...message, abort: true })
    .max(LONGEST, message)
    .refine((value) => !BLANK.test(value), { ...message, params: { code: 'missing_value' } })
    .refine((value) => value.isWellFormed() && !value.includes('\0'), message),
  postgres: 'text',
  avro: 'string',
  badCode: 'bad_text',
  expected,
  parse: (cell) => cell,
}
