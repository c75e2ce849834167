import type { z } from 'zod'
import { type ProblemCode, shown } from './problem.js'

/** A value of a row, as it travels in JSON: timestamps are ISO 8601 text. */
export type Value = number | string

/** The Avro type of a column, as a schema literal. */
export type AvroType = 'int' | 'string' | { type: 'long'; logicalType: 'timestamp-micros' }

/** The text of a cell made into a value, or what is wrong with it. */
export type CellResult<V> = { value: V } | { code: ProblemCode; message: string }

/** What a column is: one kind gives every answer that depends on it. */
export interface Kind<V extends Value = Value> {
  readonly name: 'integer' | 'text' | 'timestamp'
  /** What a value must satisfy; the truth all other readers are tested against. */
  readonly zod: z.ZodType<V, V>
  readonly postgres: 'integer' | 'text' | 'timestamp with time zone'
  readonly avro: AvroType
  /** The code of a value that is there, but of the wrong shape. */
  readonly badCode: ProblemCode
  /** What a good value looks like, to end a message with. */
  readonly expected: string
  /** How a text cell (CSV, old REST requests) is spelled as a value, before `zod` judges it; undefined when it cannot be one. */
  readonly parse: (cell: string) => V | undefined
}

/** The parameters of a zod type or check whose message says the value seen and what was expected. */
export function expecting(expected: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => `${input === undefined ? 'is missing' : `is ${shown(input)}`}; expected ${expected}` }
}
