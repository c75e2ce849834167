import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeProcedures } from './make-procedures.mjs'
import { printType } from './print-type.mjs'
import { readRouter } from './read-router.mjs'

test('What may be left out of an input is there in an output', () => {
  const schema = z.object({ limit: z.int().min(1).max(9).default(3) })
  const { procedures } = read({ 'jobs.list': { input: schema, output: schema } })
  expect(printType(procedures[0].input)).toBe('{\n/** 1 to 9. Default: `3`. */\nlimit?: number | undefined\n}')
  expect(printType(procedures[0].output)).toBe('{\n/** 1 to 9. */\nlimit: number\n}')
})

test.each([
  [z.string().nullable(), 'string | null'],
  [z.enum(['a', 'b']), '"a" | "b"'],
  [z.array(z.enum(['a', 'b'])), 'Array<"a" | "b">'],
  [z.array(z.number()), 'number[]'],
  [z.strictObject({}), 'Record<string, never>'],
  [z.record(z.enum(['a']), z.int()), 'Record<"a", number>'],
  [z.partialRecord(z.enum(['a']), z.int()), 'Partial<Record<"a", number>>'],
  [z.record(z.string(), z.int()), 'Record<string, number>'],
  [
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
    '{ kind: "a" } | { kind: "b" }',
  ],
  [z.custom(() => true).meta({ typeName: 'Job' }), 'Job'],
])('A schema is printed as its type: %#', (schema, type) => {
  expect(printType(read({ 'a.b': { output: schema } }).procedures[0].output)).toBe(type)
})

test('A schema with an id is a named type', () => {
  const { procedures, types } = read({ 'jobs.get': { output: z.object({ id: z.int() }).meta({ id: 'TestJob' }) } })
  expect(printType(procedures[0].output)).toBe('TestJob')
  expect(printType(types.get('TestJob'))).toBe('{ id: number }')
})

test('A row the server judges itself is typed as the row', () => {
  const row = z.custom(() => true).meta({ id: 'NewTestRow', typeName: 'Job' })
  const { procedures, types } = read({ 'a.b': { input: z.object({ rows: z.array(row) }), output: z.null() } })
  expect(printType(procedures[0].input)).toBe('{ rows: Job[] }')
  expect(types.size).toBe(0)
})

test('One id for two shapes is refused', () => {
  const schema = z.object({ limit: z.int().default(3) }).meta({ id: 'TestTwoShapes' })
  expect(() => read({ 'a.b': { input: schema, output: schema } })).toThrow(
    /TestTwoShapes has one shape in the input of a\.b and another in the output of a\.b/,
  )
})

test('What the printer does not know is refused with the procedure', async () => {
  const router = read({ 'a.b': { output: z.tuple([z.string()]) } })
  expect(() => makeProcedures({ router })).toThrow(/^a\.b: .*prefixItems/)
  const unknown = read({ 'a.b': { output: z.unknown() } })
  expect(() => makeProcedures({ router: unknown })).toThrow(/^a\.b: .*says nothing of its type/)
})

test('A procedure without an output schema is refused', () => {
  expect(() => readRouter({ _def: { procedures: { 'a.b': { _def: { type: 'query', inputs: [] } } } } })).toThrow(
    /a\.b has no output schema/,
  )
})

test('An input that may be empty may be left out', async () => {
  const router = read({
    'a.any': { input: z.object({ limit: z.int().optional() }), output: z.null() },
    'a.none': { output: z.null() },
    'a.watch': { output: z.custom(() => true).meta({ streams: z.string() }) },
  })
  const { text } = await makeProcedures({ router })
  expect(text).toContain('any: (input?: { limit?: number | undefined }, options?: CallOptions) => Promise<null>')
  expect(text).toContain('none: (options?: CallOptions) => Promise<null>')
  expect(text).toContain('watch: (options?: CallOptions) => AsyncIterable<string>')
})

function read(procedures) {
  const defined = Object.entries(procedures).map(([path, { input, output }]) => [
    path,
    { _def: { type: 'query', inputs: input ? [input] : [], output } },
  ])
  return readRouter({ _def: { procedures: Object.fromEntries(defined) } })
}
