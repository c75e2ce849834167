import type { z } from 'zod'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What /openapi.json says of this route; `none` for one that is not the API's own. */
    docs?: RouteDocs | 'none'
  }
}

/** What a body holds, by media type: JSON of a shape, or bytes as they are. */
export type Content = Record<string, z.ZodType | 'bytes'>

/** A route as /openapi.json describes it; what every route may answer besides follows from its scope and its body. */
export interface RouteDocs {
  summary: string
  /** Under which heading it stands. */
  tag: string
  description?: string
  parameters?: Parameter[]
  body?: Content
  answers: Record<number, Answer>
  /** Whether it is answered whatever the limits are. */
  always?: boolean
  /** How errors are told; `{error: {code, …}}` when absent, or the old service's `{detail}`. */
  errors?: 'plain' | 'detail'
}

interface Parameter {
  in: 'path' | 'query' | 'header'
  name: string
  /** Those of a path always are. */
  required?: boolean
  description?: string
  schema: z.ZodType
}

interface Answer {
  description: string
  content?: Content
}
