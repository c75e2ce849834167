import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { httpClient } from '../support/http-client.js'
import { fingerprints } from '../support/people.js'
import { testServer } from '../support/test-server.js'
import { attackedServer, query, refusesAll } from './attacked-server.js'

const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

const POLLUTION = [
  '{"__proto__": {"polluted": true, "id": 7, "job": "x"}}',
  '{"constructor": {"prototype": {"polluted": true}}}',
  '{"id": 7, "job": "x", "__proto__": {"polluted": true}}',
  '{"id": 7, "job": "x", "constructor": {"prototype": {"polluted": true}}}',
  '{"id": 7, "job": {"__proto__": {"polluted": true}}}',
  '{"rows": [{"__proto__": {"id": 7, "job": "x"}}], "__proto__": {"polluted": true}}',
  '{"id": 1, "changes": {"__proto__": {"job": "x", "polluted": true}}}',
  '{"0": {"__proto__": {"polluted": true}}, "__proto__": {"polluted": true}}',
]

test('no body and no query changes what all objects have, or gives a row what its own fields do not say', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  const post = (path: string, headers: Record<string, string>, body: string) =>
    client.send({ method: 'POST', path, headers, body })
  for (const body of POLLUTION) {
    for (const path of ['jobs.create', 'jobs.createMany', 'jobs.update', 'backups.create', 'jobs.create?batch=1']) {
      await post(`/trpc/${path}`, json, body)
    }
    for (const sent of [body, `[${body}]`]) await post('/api/job-bulk-list-serializer', json, sent)
    await client.send({ method: 'GET', path: `/trpc/jobs.list?input=${encodeURIComponent(body)}` })
    await client.send({ method: 'GET', path: `/trpc/jobs.list?batch=1&input=${encodeURIComponent(body)}` })
  }
  for (const query of ['__proto__[polluted]=1', '__proto__=1&polluted=1', 'constructor.prototype.polluted=1']) {
    await post('/api/job-bulk-list-serializer', form, query)
    await client.send({ method: 'GET', path: `/api/employees-hired-quarter?${query}` })
    await client.send({ method: 'PUT', path: `/api/loads/jobs?${query}`, body: '9,x\n' })
  }
  for (const path of ['__proto__', 'constructor', 'toString', 'jobs.__proto__', 'jobs.constructor', 'hasOwnProperty']) {
    expect(await client.send({ method: 'GET', path: `/trpc/${path}` })).toMatchObject({ status: 404 })
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(await server.database.sql('SELECT id FROM jobs WHERE id NOT IN (1, 2, 3, 7)')).toEqual([])
  expect(await server.database.sql('SELECT job FROM jobs WHERE id = 1')).toEqual([{ job: 'Clerk' }])
})

test('numbers and texts of any size are refused, and cost little', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  const before = await fingerprints(server.database)
  const digits = '9'.repeat(1_000_000)
  for (const value of ['1e400', '-1e400', '1e308', '2147483648', '0.1', digits, `"${digits}"`, '1'.padEnd(400, '0')]) {
    const row = `{"id": ${value}, "job": "x"}`
    await refusesAll(value.slice(0, 20), [
      client.send({ method: 'POST', path: '/trpc/jobs.create', headers: json, body: row }),
      client.send({ method: 'POST', path: '/trpc/jobs.remove', headers: json, body: `{"id": ${value}}` }),
      client.send({ method: 'POST', path: '/api/job-bulk-list-serializer', headers: json, body: `[${row}]` }),
      client.send({ method: 'GET', path: `/trpc/audit.list?input={"after":${value.slice(0, 3000)}.5}` }),
    ])
  }
  for (const after of [2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1]) {
    const answers = [
      await query(client, 'jobs.list', { after }),
      await query(client, 'loads.rejects', { load: randomUUID(), after }),
      await query(client, 'audit.list', { after }),
    ]
    for (const { status } of answers) expect([after, status]).toEqual([after, expect.toSatisfy((code) => code < 500)])
  }
  const text = JSON.stringify({ id: 9, job: 'x'.repeat(3_000_000) })
  await refusesAll('a long text', [
    client.send({ method: 'POST', path: '/trpc/jobs.create', headers: json, body: text }),
    client.send({ method: 'POST', path: '/api/job-bulk-list-serializer', headers: json, body: text }),
  ])
  expect(await fingerprints(server.database)).toEqual(before)
})

test('what is HTTP but no request of the web is refused, and no failure', async () => {
  await using server = await testServer()
  using client = httpClient(server.url)
  expect(await client.send({ method: 'TRACE', path: '/trpc/jobs.list' })).toMatchObject({ status: 415 })
  for (const host of ['][', '', 'a b', '127.0.0.1:99999']) {
    const answer = await client.send({ method: 'GET', path: '/trpc/jobs.list', headers: { host } })
    expect([host, answer]).toMatchObject([host, { status: 400, body: expect.stringContaining('"invalid_input"') }])
  }
})
