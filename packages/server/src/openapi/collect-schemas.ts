import { z } from 'zod'
import type { Content } from './route-docs.js'

/** Schemas as JSON Schema; those with an id are kept once, under `components`, and pointed at. */
export interface CollectedSchemas {
  schemaOf(schema: z.ZodType): object
  contentOf(content: Content): object
  /** By id, all that were pointed at so far. */
  readonly components: Record<string, object>
}

/** Begins an empty collection. */
export function collectSchemas(): CollectedSchemas {
  const components: Record<string, object> = {}

  function schemaOf(schema: z.ZodType): object {
    // Inside another one, so that a schema with an id is pointed at, too.
    const { $defs = {}, properties } = z.toJSONSchema(z.object({ it: schema }), { unrepresentable: 'any', io: 'input' })
    for (const [id, definition] of Object.entries($defs)) components[id] = pointed(definition)
    return pointed(properties?.['it'])
  }

  return {
    components,
    schemaOf,
    contentOf: (content) =>
      Object.fromEntries(
        Object.entries(content).map(([type, what]) => [type, what === 'bytes' ? {} : { schema: schemaOf(what) }]),
      ),
  }
}

function pointed(schema: unknown): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  )
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as object
}
