import { createToken, openDatabase } from '@rollcall/server'
import { createRollcall } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { testServer, type TestServer } from '../support/test-server.js'

async function tokenOf(server: TestServer, name: string): Promise<string> {
  await using database = openDatabase(server.database.url)
  const { token } = await createToken(database.query, { name, scopes: ['read', 'write'], expiresAt: null })
  return token
}

test('an address that asks too often is told so, in the shape of each surface, and when to come back', async () => {
  await using server = await testServer(undefined, { limits: { requestsPerAddress: 2 } })
  for (const _ of [1, 2]) expect((await fetch(`${server.url}/api/departments`)).status).toBe(200)
  const answers = ['/trpc/reports.years', '/backups/x/y', '/api/departments'].map(async (path) => {
    const response = await fetch(server.url + path)
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    return response.json()
  })
  const message = expect.stringMatching(
    /^More than 2 requests came from 127\.0\.0\.1 within a minute\. Try again in \d+ s\.$/,
  ) as string
  const requestId = expect.any(String) as string
  expect(await Promise.all(answers)).toEqual([
    {
      error: {
        message,
        code: -32600,
        data: { code: 'TOO_MANY_REQUESTS', httpStatus: 429, reason: 'rate_limited', requestId, issues: [] },
      },
    },
    { error: { code: 'rate_limited', message, requestId, issues: [] } },
    { detail: message },
  ])
  const error = await failure(createRollcall({ url: server.url, retries: 0 }).departments.list())
  expect(error).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) as number })
})

test('over the limit of an address, whether the server is up is still told', async () => {
  await using server = await testServer(undefined, { limits: { requestsPerAddress: 1 } })
  for (const path of ['/healthz', '/readyz', '/healthz', '/readyz']) {
    expect((await fetch(server.url + path)).status).toBe(200)
  }
})

test('each token is counted by itself, and without a token only the address counts', async () => {
  await using server = await testServer(undefined, { limits: { requestsPerToken: 2 } })
  const statuses = async (token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const found = []
    for (const _ of [1, 2, 3]) found.push((await fetch(`${server.url}/trpc/reports.years`, { headers })).status)
    return found
  }
  expect(await statuses()).toEqual([200, 200, 200])
  const [one, other] = [await tokenOf(server, 'one'), await tokenOf(server, 'other')]
  expect(await statuses(one)).toEqual([200, 200, 429])
  expect(await statuses(other)).toEqual([200, 200, 429])
})

test('behind a proxy that is trusted, the client counts and not the proxy; without one, what it says is not believed', async () => {
  const ask = (url: string, address: string) =>
    fetch(`${url}/api/departments`, { headers: { 'x-forwarded-for': address } }).then(({ status }) => status)
  const limits = { requestsPerAddress: 1 }
  await using proxied = await testServer(undefined, { limits, trustProxy: 'loopback' })
  expect([await ask(proxied.url, '192.0.2.1'), await ask(proxied.url, '192.0.2.2')]).toEqual([200, 200])
  expect(await ask(proxied.url, '192.0.2.1')).toBe(429)
  await using plain = await testServer(undefined, { limits })
  expect([await ask(plain.url, '192.0.2.1'), await ask(plain.url, '192.0.2.2')]).toEqual([200, 429])
})

test('a JSON body over the limit is refused before it is read', async () => {
  await using server = await testServer(undefined, { limits: { jsonBytes: 1000 } })
  const body = JSON.stringify({ id: 1, department: 'x'.repeat(2000) })
  const post = async (path: string): Promise<unknown> =>
    (await fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()
  expect(await post('/trpc/departments.create')).toMatchObject({ error: { data: { reason: 'too_large' } } })
  expect(await post('/nowhere')).toMatchObject({ error: { code: 'too_large' } })
})

test('a batch of more than a hundred calls is refused', async () => {
  await using server = await testServer()
  const status = async (calls: number) =>
    (await fetch(`${server.url}/trpc/${Array(calls).fill('reports.years').join(',')}?batch=1`)).status
  expect([await status(100), await status(101)]).toEqual([200, 400])
})

test('JSON nested half a million deep is refused as wrong input and does no harm', async () => {
  await using server = await testServer()
  const depth = 500_000
  const headers = { 'content-type': 'application/json' }
  for (const body of ['['.repeat(depth) + ']'.repeat(depth), `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`]) {
    for (const path of ['/trpc/departments.create', '/trpc/departments.createMany', '/api/departments']) {
      const response = await fetch(server.url + path, { method: 'POST', headers, body })
      expect([path, response.status]).toEqual([path, 400])
    }
  }
  expect(await server.rollcall.departments.list()).toEqual({ rows: [], next: null })
})
