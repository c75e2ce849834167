import { Validator } from '@seriousme/openapi-schema-validator'
import { createServer } from '@rollcall/server'
import pino from 'pino'
import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.js'
import { testDatabase } from '../support/test-database.js'
import { testServer } from '../support/test-server.js'

// A type, for an interface is not assignable to the validator's.
// oxlint-disable-next-line typescript/consistent-type-definitions
type Document = {
  openapi: string
  paths: Record<string, Record<string, { responses: Record<string, unknown>; security: unknown }>>
}

const documentOf = async (url: string) => (await (await fetch(`${url}/openapi.json`)).json()) as Document

test('the document is valid OpenAPI 3.1 and everything it points at is there', async () => {
  await using server = await testServer()
  const document = await documentOf(server.url)
  const validator = new Validator()
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  const text = JSON.stringify(document)
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(document).toHaveProperty(['components', 'schemas', name as string])
  expect(text).not.toContain('#/$defs')
})

test('every route of the server is in the document, with its scope, and none else', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const options = { databaseUrl: database.url, home: home.path, log: pino({ level: 'silent' }), version: 'test' }
  await using server = await createServer({ ...options, corsOrigins: ['https://people.example'] })
  const document = await documentOf(await server.listen({ host: '127.0.0.1', port: 0 }))
  // Every route says whether it is documented: leaving it out by mistake is not possible.
  expect(server.routes.filter(({ docs }) => docs === undefined)).toEqual([])
  const routes = server.routes.flatMap(({ method, url, scope, docs }) =>
    docs === 'none' || method === 'HEAD' ? [] : [`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')} ${String(scope)}`],
  )
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => {
      const scopes = (security as { token: string[] }[]).flatMap(({ token }) => token)
      return `${method.toUpperCase()} ${path} ${scopes.join() || 'open'}`
    }),
  )
  expect(documented.toSorted()).toEqual(routes.toSorted())
  const undocumented = new Set(server.routes.flatMap(({ url, docs }) => (docs === 'none' ? [url] : [])))
  const allowed = /^(\*|\/trpc\/:path|\/docs\/.+|\/api\/.+)$/
  expect([...undocumented].filter((url) => !allowed.test(url))).toEqual([])
})

test('what the server answers has the shape that the document says', async () => {
  await using server = await testServer()
  const document = await documentOf(server.url)
  const asked: [string, string, string | undefined][] = [
    ['get', '/api/departments', undefined],
    ['post', '/api/departments', '{"id": "7", "department": "Legal"}'],
    ['post', '/api/departments', '{"id": "seven"}'],
    ['get', '/api/employees-hired-quarter', undefined],
    ['get', '/api/list-backups', undefined],
    ['post', '/api/restore-table', '{"table_name": "job", "backup_file": "x"}'],
    ['get', '/healthz', undefined],
    ['get', '/readyz', undefined],
  ]
  for (const [method, path, body] of asked) {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const { status } = await fetch(server.url + path, { method, headers, body: body ?? null })
    expect([path, status, Object.keys(document.paths[path]?.[method]?.responses ?? {})]).toEqual([
      path,
      status,
      expect.arrayContaining([String(status), '500']),
    ])
  }
})

test('the page that shows it takes nothing from elsewhere', async () => {
  await using server = await testServer()
  for (const path of ['/docs', '/docs/']) {
    const page = await (await fetch(server.url + path)).text()
    const links = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link as string)
    expect(links.length).toBeGreaterThan(2)
    for (const link of links) {
      const file = await fetch(new URL(link, server.url))
      expect([link, file.status]).toEqual([expect.stringMatching(/^\/docs\//), 200])
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(50)
    }
    expect(page).not.toContain('<style')
    expect(page).not.toMatch(/<script>/)
  }
})
