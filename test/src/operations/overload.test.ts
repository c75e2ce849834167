import { expect, test } from 'vitest'
import { testServer } from '../support/test-server.js'
import { until } from '../support/until.js'

test('when too many requests wait for the database, the next are turned away at once, and the server stays answerable', async () => {
  await using server = await testServer(undefined, { limits: { waiting: 5 } })
  const { sql } = server.database
  await sql('BEGIN')
  await sql('LOCK TABLE departments')
  // Ten have a connection and wait for the lock, five wait for a connection.
  const asked = Array.from({ length: 40 }, () => fetch(`${server.url}/api/departments`))
  const turnedAway: Response[] = []
  for (const each of asked) void each.then((response) => response.status === 503 && turnedAway.push(response))
  await until('requests that are turned away', () => turnedAway.length >= 20)
  expect(turnedAway[0]?.headers.get('retry-after')).toBe('1')
  expect(await turnedAway[0]?.json()).toEqual({
    detail: 'Too many requests wait for the database. Nothing was done. Try again in 1 s.',
  })
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  await sql('COMMIT')
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(15)
  expect((await fetch(`${server.url}/api/departments`)).status).toBe(200)
})

test('a server that is late at its work turns requests away until it has caught up', async () => {
  await using server = await testServer(undefined, { limits: { lagMilliseconds: 200 } })
  const isServed = async () => (await fetch(`${server.url}/api/departments`)).status === 200
  await until('a server that is at its work', isServed)
  // A request that is itself late comes when the server has caught up.
  const response = await until('a request that is turned away', async () => {
    beBusy(700)
    const answer = await fetch(`${server.url}/trpc/reports.years`)
    return answer.status === 503 && answer
  })
  expect(response.headers.get('retry-after')).toBe('1')
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining('more to do than it can'), data: { reason: 'unavailable' } },
  })
  await until('a server that has caught up', isServed)
})

/** Keeps this process, and so the server in it, from everything else. */
function beBusy(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

test('a statement that takes too long ends as unavailable, and its connection is used again', async () => {
  await using server = await testServer(undefined, { limits: { statementSeconds: 3 } })
  const { sql } = server.database
  await sql('BEGIN')
  await sql('LOCK TABLE departments')
  for (const path of ['/api/departments', '/trpc/departments.list?input={}']) {
    const response = await fetch(server.url + path)
    expect([path, response.status, response.headers.get('retry-after')]).toEqual([path, 503, '1'])
  }
  await sql('COMMIT')
  expect(await server.rollcall.departments.list()).toEqual({ rows: [], next: null })
})

test('a server without room on its disk is not ready', async () => {
  await using server = await testServer(undefined, { limits: { diskFloor: Number.MAX_SAFE_INTEGER } })
  const response = await fetch(`${server.url}/readyz`)
  expect([response.status, await response.json()]).toEqual([503, { status: 'not ready' }])
  expect((await fetch(`${server.url}/api/departments`)).status).toBe(200)
})
