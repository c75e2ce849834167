import { z } from 'zod'
import { errorCodeSchema, errorIssueSchema } from '../tasks/task-schemas.js'
import type { RouteDocs } from './route-docs.js'

const plainErrorSchema = z
  .object({
    error: z.object({
      code: errorCodeSchema,
      message: z.string(),
      requestId: z.string().meta({ description: 'Under which the log of the server has the request.' }),
      issues: z.array(errorIssueSchema),
    }),
  })
  .meta({ id: 'Error', description: 'What failed, the value seen and what to do.' })

const detailSchema = z
  .object({ detail: z.string() })
  .meta({ id: 'Detail', description: 'What failed, in the shape of the service whose paths these are.' })

/** The body of an error on a route. */
export function errorBody({ errors = 'plain' }: RouteDocs): z.ZodType {
  return errors === 'plain' ? plainErrorSchema : detailSchema
}

/** What a route may answer by what it is, before anything of its own is done. */
export function errorsOf(docs: RouteDocs, scopes: readonly string[]): Record<number, string> {
  return {
    ...(docs.parameters && { 400: 'A parameter is not what it must be.' }),
    ...(docs.body && {
      400: 'The body or a parameter is not what it must be.',
      408: 'The body did not come in time.',
      413: 'The body is too large, or has too many rows.',
    }),
    ...(scopes.length > 0 && {
      401: 'A token is needed, or the one that came is not valid.',
      403: `The token has not the scope ${scopes.join(' or ')}, or a page of another site asks without one.`,
    }),
    ...(!docs.always && {
      429: 'Too many requests came with this token or from this address; `Retry-After` says when to come again.',
      503: 'The database is away, or the server stops or has too much to do; `Retry-After` says when to come again.',
    }),
    500: 'Something went wrong on the server; its log has the cause.',
  }
}
