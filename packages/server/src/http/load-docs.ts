import { z } from 'zod'
import { loadOptionsSchema, loadResultSchema, tableNameSchema } from '../loads/load-schemas.js'
import type { RouteDocs } from '../openapi/route-docs.js'

const { table: _, ...options } = loadOptionsSchema.shape

/** Of a load that failed before the first row only this is told. */
const always = { id: true, table: true, state: true, dryRun: true } as const

const loadedSchema = loadResultSchema.partial().required(always).meta({ id: 'Loaded' })

/** What /openapi.json says of `PUT /api/loads/<table>`. */
export const loadDocs: RouteDocs = {
  tag: 'Loads',
  summary: 'Load the CSV that is the body, and wait for the end',
  description: 'Of a query parameter that is a list the parts stand with commas between.',
  parameters: [
    { in: 'path', name: 'table', schema: tableNameSchema },
    ...Object.entries(options).map(([name, schema]) => ({ in: 'query' as const, name, schema })),
    {
      in: 'header',
      name: 'Content-Digest',
      schema: z.string(),
      description: '`sha-256=:<base64>:` (RFC 9530): a body that has another digest is refused.',
    },
  ],
  body: { 'text/csv': 'bytes', 'application/octet-stream': 'bytes' },
  answers: {
    200: { description: 'The load is done.', content: { 'application/json': loadedSchema } },
    415: { description: 'The body is a form, is packed by something else than gzip, or is no CSV.' },
    404: { description: 'There is no such table.' },
    422: { description: 'The body came in damaged, or too many lines were rejected. Nothing was kept.' },
  },
}
