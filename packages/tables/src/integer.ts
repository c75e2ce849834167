import { z } from 'zod'
import { expecting, type Kind } from './kind.js'

const SPELLING = /^-?[0-9]+$/
const expected = 'a whole number from -2147483648 to 2147483647'

/** A whole number within 32 bits; as a cell `-?[0-9]+`. */
export const integer: Kind<number> = {
  name: 'integer',
  zod: z.int32(expecting(expected)),
  postgres: 'integer',
  avro: 'int',
  badCode: 'bad_integer',
  expected,
  // `+ 0` makes -0, which PostgreSQL does not have, 0.
  parse: (cell) => (SPELLING.test(cell) ? Number(cell) + 0 : undefined),
}
