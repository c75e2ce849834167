import { shown } from '@rollcall/tables'
import type avro from 'avsc'

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']
const MOST_FIELDS = 100
const MOST_BRANCHES = 10

/**
 * The schema that a file was written with. Throws when it is not a record of plain values, as those of all tables are: another could hold
 * a list of a billion nothings in five bytes.
 */
export function plainRecord(text: string): avro.Schema {
  const schema = parsed(text)
  const { type, fields } = (schema ?? {}) as Partial<Record<'type' | 'fields', unknown>>
  if (type !== 'record' || !Array.isArray(fields)) throw new Error('its schema is not that of a record')
  if (fields.length > MOST_FIELDS) throw new Error(`its schema has ${fields.length} fields`)
  for (const field of fields as unknown[]) assertPlain(field)
  return schema as avro.Schema
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error('its schema is no JSON', { cause })
  }
}

function assertPlain(field: unknown): void {
  const { name, type } = (field ?? {}) as Partial<Record<'name' | 'type', unknown>>
  const branches = Array.isArray(type) ? type : [type]
  const names = branches.slice(0, MOST_BRANCHES).map(typeName)
  if (branches.length <= MOST_BRANCHES && names.every((each) => PRIMITIVES.includes(each))) return
  const known = names.find((each) => !PRIMITIVES.includes(each)) ?? `${branches.length} types`
  throw new Error(`its field ${shown(name)} is of the type ${shown(known)}; expected plain values`)
}

/** `{"type": "long", "logicalType": …}` is a long. */
function typeName(type: unknown): string {
  const name: unknown = typeof type === 'object' && type !== null && 'type' in type ? type.type : type
  return typeof name === 'string' ? name : 'nothing known'
}
