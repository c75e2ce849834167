import fc from 'fast-check'
import { anyIntegerCell, anyText, anyTimestamp } from '../support/generated-values.js'

/** A schema as zod spells it in JSON. */
export interface JsonSchema {
  type?: string
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
}

const deep = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown

/** Values that are seldom foreseen. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  anyIntegerCell,
  fc.jsonValue(),
  fc.double(),
  fc.constantFrom<unknown>(
    null,
    true,
    {},
    [],
    '',
    '\0',
    '\ud800',
    "'; DROP TABLE jobs; --",
    '../../etc/passwd',
    'x'.repeat(70_000),
    2 ** 31,
    2 ** 53,
    1e308,
    -1,
    JSON.parse('{"__proto__": {"polluted": true}}'),
    { constructor: { prototype: { polluted: true } } },
    deep(2000),
  ),
)

/** A few ids, so that what is made under them is met again, and there is not too much of it. */
export const ids: fc.Arbitrary<string> = fc.constantFrom(
  ...[1, 2, 3, 4].map((at) => `0000000${at}-0000-4000-8000-00000000000${at}`),
)

/** Inputs of a procedure: mostly as its schema wants them, with odd values here and there. */
export function anyInput(schema: JsonSchema | undefined, known: string[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fitting(schema, known) }, { weight: 1, arbitrary: odd })
}

function fitting(schema: JsonSchema = {}, known: string[]): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((each) => anyInput(each, known)))
  switch (schema.type ?? '') {
    case 'object':
      return record(schema, known)
    case 'array':
      return fc.array(anyInput(schema.items, known), { maxLength: 4 })
    case 'string':
      if (schema.format === 'uuid') return ids
      return fc.oneof(fc.constantFrom(...known), anyText, anyTimestamp)
    case 'integer':
    case 'number':
      return fc.integer({ min: 1, max: 30 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      // The rows of createMany say nothing of themselves.
      return fc.record({ id: fc.integer({ min: 1, max: 30 }), job: anyText, department: anyText }, { requiredKeys: [] })
  }
}

function record({ properties = {}, required = [] }: JsonSchema, known: string[]): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, each]) => [name, anyInput(each, known)] as const)
  const fit = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: required })
  const more = fc.dictionary(fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'toString')), odd, {
    maxKeys: 2,
  })
  return fc.oneof(
    { weight: 12, arbitrary: fit },
    { weight: 1, arbitrary: fc.tuple(fit, more).map((both) => Object.assign({}, ...both) as unknown) },
  )
}
