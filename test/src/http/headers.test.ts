import { expect, test } from 'vitest'
import { testServer } from '../support/test-server.js'

const ORIGIN = 'https://people.example'

test('every answer tells browsers to trust nothing from elsewhere, errors too', async () => {
  await using server = await testServer()
  for (const path of ['/healthz', '/trpc/reports.years', '/trpc/no.such', '/api/departments', '/nowhere']) {
    const { headers } = await fetch(server.url + path)
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringContaining("default-src 'self'"),
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('pages of other origins get nothing unless they are named', async () => {
  await using server = await testServer()
  const preflight = await fetch(`${server.url}/trpc/reports.years`, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
})

test('a page of an origin that is named may ask, with a token; without one, or of another origin, it may not', async () => {
  const adminToken = 'x'.repeat(20)
  const access = { adminToken, anonymousScopes: ['read', 'write'] as const, loopback: true }
  await using server = await testServer(undefined, { corsOrigins: [ORIGIN], access })
  const preflight = async (path: string, origin: string, method: string, asked: string) => {
    const headers = { origin, 'access-control-request-method': method, 'access-control-request-headers': asked }
    const response = await fetch(server.url + path, { method: 'OPTIONS', headers })
    const allowed = (what: string) => response.headers.get(`access-control-allow-${what}`)
    return { origin: allowed('origin'), methods: allowed('methods'), headers: allowed('headers') }
  }
  for (const [path, method, asked] of [
    ['/trpc/departments.create', 'POST', 'authorization, content-type'],
    ['/uploads/x?offset=0', 'PUT', 'authorization, content-digest'],
    ['/api/departments', 'POST', 'authorization, content-type'],
  ] as const) {
    const allowed = await preflight(path, ORIGIN, method, asked)
    expect(allowed).toMatchObject({ origin: ORIGIN, methods: expect.stringContaining(method) as string })
    for (const name of asked.split(', ')) expect(allowed.headers).toContain(name)
    expect((await preflight(path, 'https://evil.example', method, asked)).origin).toBeNull()
  }
  const read = async (headers: Record<string, string>) => {
    const response = await fetch(`${server.url}/api/departments`, { headers })
    return [response.status, response.headers.get('access-control-allow-origin')]
  }
  expect(await read({ origin: ORIGIN, authorization: `Bearer ${adminToken}` })).toEqual([200, ORIGIN])
  expect(await read({ origin: ORIGIN })).toEqual([403, ORIGIN])
  expect(await read({ origin: 'https://evil.example' })).toEqual([403, null])
})

test('HEAD gives no body, and a method that is not there is refused as such', async () => {
  await using server = await testServer()
  for (const [method, path, status] of [
    ['HEAD', '/healthz', 200],
    ['HEAD', '/api/departments', 200],
    ['HEAD', '/nowhere', 404],
    ['OPTIONS', '/api/departments', 405],
    ['OPTIONS', '/trpc/departments.list', 415],
    ['OPTIONS', '/nowhere', 404],
    ['DELETE', '/healthz', 404],
    ['PUT', '/trpc/departments.list', 415],
  ] as const) {
    const response = await fetch(server.url + path, { method })
    expect([method, path, response.status]).toEqual([method, path, status])
    if (method === 'HEAD') expect(await response.text()).toBe('')
  }
})

test('a body of a kind that a route does not read is refused, and nothing is changed', async () => {
  await using server = await testServer()
  const body = '{"id": 1, "department": "Legal"}'
  for (const [path, type, status] of [
    ['/trpc/departments.create', 'text/plain', 415],
    ['/trpc/departments.create', 'application/xml', 415],
    ['/api/departments', 'multipart/form-data; boundary=x', 415],
    ['/api/departments', 'nonsense', 415],
    ['/healthz', 'application/json', 404],
  ] as const) {
    const response = await fetch(server.url + path, { method: 'POST', headers: { 'content-type': type }, body })
    expect([path, type, response.status]).toEqual([path, type, status])
  }
  expect(await server.rollcall.departments.list()).toEqual({ rows: [], next: null })
})
