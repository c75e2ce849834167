import { z } from 'zod'
import { namedTypes } from './named-types.mjs'

/**
 * @typedef {Record<string, unknown>} JsonSchema
 * @typedef {{ path: string, type: 'query' | 'mutation', streams: boolean, input: JsonSchema | undefined, inputMayBeAbsent: boolean, output: JsonSchema }} Procedure
 * @typedef {{ procedures: Procedure[], types: Map<string, JsonSchema> }} Router
 */

/**
 * Reads what the generated files need out of a tRPC router: its procedures, and the types that have a name.
 * @returns {Router}
 */
export function readRouter(appRouter) {
  const names = namedTypes()
  const procedures = Object.entries(appRouter._def.procedures).map(([path, { _def }]) =>
    readProcedure(path, _def, names),
  )
  return { procedures, types: names.types }
}

function readProcedure(path, { type, inputs, output }, names) {
  if (inputs.length > 1) throw new Error(`${path} has ${inputs.length} inputs; only one can be generated.`)
  if (!output) throw new Error(`${path} has no output schema. Give it one.`)
  const [input] = inputs
  const item = output.meta()?.streams
  return {
    path,
    type,
    streams: item !== undefined,
    input: input && toSchema(input, 'input', path, names),
    inputMayBeAbsent: input !== undefined && input.safeParse({}).success,
    output: toSchema(item ?? output, 'output', path, names),
  }
}

/** The JSON schema of what may be written (input) or is got (output), its named parts put among the named types. */
function toSchema(schema, io, path, names) {
  const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  for (const [name, type] of Object.entries($defs)) {
    if (!type.typeName) names.add(name, putTypeNames(type, $defs), `the ${io} of ${path}`)
  }
  return putTypeNames(root, $defs)
}

/** A schema in which references to what only stands for another type are that type's name. */
function putTypeNames(schema, $defs) {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map((each) => putTypeNames(each, $defs))
  const typeName = $defs[schema.$ref?.replace('#/$defs/', '')]?.typeName
  if (typeName) return { typeName }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, putTypeNames(value, $defs)]))
}
