import type { GuardedRoute } from '../http/guard.js'
import { collectSchemas, type CollectedSchemas } from './collect-schemas.js'
import { errorBody, errorsOf } from './error-answers.js'
import type { RouteDocs } from './route-docs.js'

/** Describes routes as an OpenAPI 3.1 document; HEAD goes without saying wherever there is GET. */
export function describeApi(routes: readonly GuardedRoute[], version: string): object {
  const schemas = collectSchemas()
  const paths: Record<string, Record<string, object>> = {}
  for (const { url, method, scope, docs } of routes) {
    if (method === 'HEAD' || !docs || docs === 'none') continue
    const operations = (paths[url.replaceAll(/:(\w+)/g, '{$1}')] ??= {})
    operations[method.toLowerCase()] = operationOf({
      schemas,
      docs,
      scopes: scope === 'open' ? [] : [scope ?? []].flat(),
    })
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rollcall', version, description: ABOUT },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: schemas.components, securitySchemes: { token: TOKEN } },
  }
}

const ABOUT =
  'The plain routes of a Rollcall server, and the REST paths of the service it replaces. Everything else is tRPC, at /trpc, and is ' +
  'documented by the SDK, `@rollcall/sdk`.'

const TOKEN = {
  type: 'http',
  scheme: 'bearer',
  description: 'A token, `rc_…`. A route wants one that has its scope, or `admin`.',
}

interface Operation {
  schemas: CollectedSchemas
  docs: RouteDocs
  /** One of which a token needs; none for an open route. */
  scopes: string[]
}

function operationOf(operation: Operation): object {
  const { schemas, docs, scopes } = operation
  const { summary, description, tag, parameters = [], body } = docs
  return {
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: scopes.map((scope) => ({ token: [scope] })),
    parameters: parameters.map(({ schema, ...parameter }) => ({
      ...parameter,
      required: parameter.in === 'path' || (parameter.required ?? false),
      schema: schemas.schemaOf(schema),
    })),
    ...(body && { requestBody: { required: true, content: schemas.contentOf(body) } }),
    responses: answersOf(operation),
  }
}

function answersOf({ schemas, docs, scopes }: Operation): object {
  const content = schemas.contentOf({ 'application/json': errorBody(docs) })
  const errors = Object.entries(errorsOf(docs, scopes)).map(([status, description]) => [
    status,
    { description, content, ...(AGAIN.has(status) && { headers: RETRY_AFTER }) },
  ])
  const own = Object.entries(docs.answers).map(([status, { description, content: what }]) => [
    status,
    { description, content: what ? schemas.contentOf(what) : content },
  ])
  return Object.fromEntries([...errors, ...own]) as object
}

const AGAIN = new Set(['429', '503'])

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds until it is worth asking again.', schema: { type: 'integer' } },
}
