import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { describeApi } from './describe-api.js'

/** `/openapi.json` describes every route that is documented, `/docs` shows that to people, with nothing from elsewhere. */
export function docsRoutes(app: FastifyInstance, version: string): void {
  let text: string | undefined
  app.get('/openapi.json', { config: { scope: 'open', docs: OPENAPI } }, (_request, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .send((text ??= JSON.stringify(describeApi(app.guardedRoutes, version)))),
  )
  app.get('/docs', { config: { scope: 'open', docs: DOCS } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(PAGE),
  )
  app.get('/docs/start.js', { config: { scope: 'open', docs: 'none' } }, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  )
  const folder = dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui/package.json')))
  for (const [name, type] of Object.entries(FILES)) {
    const file = join(folder, 'static', name)
    app.get(`/docs/${name}`, { config: { scope: 'open', docs: 'none' } }, (_request, reply) =>
      reply.type(type).header('cache-control', 'max-age=3600').send(createReadStream(file)),
    )
  }
}

const OPENAPI = {
  tag: 'How the server is',
  summary: 'This document',
  answers: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': 'bytes' as const } } },
}

const DOCS = {
  tag: 'How the server is',
  summary: 'This document, for people',
  answers: { 200: { description: 'A page.', content: { 'text/html': 'bytes' as const } } },
}

/** What of Swagger UI the page needs. */
const FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

// Absolute, for the page is at /docs as well as at /docs/.
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Rollcall: REST paths and plain routes</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })
`
