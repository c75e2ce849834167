// Prints the part of JSON schema that zod makes of our schemas as TypeScript; anything else is refused.
import { docOf } from './doc-of.mjs'

/** What says nothing about the type, or is told in its docstring. */
const SILENT = new Set([
  'id', 'description', 'default', 'format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems',
]) // prettier-ignore

const printers = {
  typeName: ({ typeName }) => typeName,
  $ref: ({ $ref }) => $ref.replace('#/$defs/', ''),
  const: (schema) => JSON.stringify(schema.const),
  enum: (schema) => union(schema.enum.map((value) => JSON.stringify(value))),
  anyOf: ({ anyOf }) => union(anyOf.map(printType)),
  oneOf: ({ oneOf }) => union(oneOf.map(printType)),
  type: printByType,
}

/** What may stand beside the key by which a schema is printed. */
const beside = {
  typeName: [],
  $ref: [],
  const: ['type'],
  enum: ['type'],
  anyOf: [],
  oneOf: [],
  type: ['properties', 'required', 'additionalProperties', 'propertyNames', 'items'],
}

/**
 * The TypeScript of a JSON schema.
 * @param {Record<string, unknown>} schema
 * @returns {string}
 */
export function printType(schema) {
  const key = Object.keys(printers).find((each) => each in schema)
  if (!key) throw new Error(`${show(schema)} says nothing of its type. Give its zod schema .meta({ typeName }).`)
  const unknown = Object.keys(schema).filter((each) => each !== key && !SILENT.has(each) && !beside[key].includes(each))
  if (unknown.length > 0) throw new Error(`${show(schema)} has ${unknown.join(', ')}, which the printer does not know.`)
  return printers[key](schema)
}

function printByType(schema) {
  const { type } = schema
  if (Array.isArray(type)) return union(type.map((each) => printType({ ...schema, type: each })))
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
    case 'number':
      return type
    case 'integer':
      return 'number'
    case 'array':
      return arrayOf(printType(schema.items))
    case 'object':
      return schema.properties ? printObject(schema) : printRecord(schema)
    default:
      throw new Error(`${show(schema)} has the type ${show(type)}, which the printer does not know.`)
  }
}

function printObject({ properties, required = [], additionalProperties, propertyNames }) {
  if (additionalProperties || propertyNames) {
    throw new Error(`an object with ${Object.keys(properties).join(', ')} is open, which the printer does not know.`)
  }
  // `{}` would be anything at all.
  if (Object.keys(properties).length === 0) return 'Record<string, never>'
  const fields = Object.entries(properties).map(([name, schema]) => printField(name, schema, required.includes(name)))
  return fields.some((field) => field.includes('\n')) ? `{\n${fields.join('\n')}\n}` : `{ ${fields.join('; ')} }`
}

function printField(name, schema, required) {
  const { default: _, ...withoutDefault } = schema
  return required
    ? `${docOf(withoutDefault)}${name}: ${printType(schema)}`
    : `${docOf(schema)}${name}?: ${printType(schema)} | undefined`
}

function printRecord(schema) {
  const { propertyNames, additionalProperties } = schema
  if (typeof additionalProperties !== 'object') throw new Error(`${show(schema)} is an object without fields.`)
  const name = propertyNames ? printType(propertyNames) : 'string'
  const record = `Record<${name}, ${printType(additionalProperties)}>`
  // A record of certain keys that requires none of them.
  return name === 'string' || schema.required ? record : `Partial<${record}>`
}

function arrayOf(type) {
  return /^\w+$/.test(type) ? `${type}[]` : `Array<${type}>`
}

function union(types) {
  return [...new Set(types)].join(' | ')
}

function show(value) {
  return JSON.stringify(value)
}
