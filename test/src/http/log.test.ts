import { randomUUID } from 'node:crypto'
import { createRollcall } from '@rollcall/sdk'
import { createToken, openDatabase } from '@rollcall/server'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { logLines } from '../support/log-lines.js'
import { waitsForLock } from '../support/other-client.js'
import { rawConnection } from '../support/raw-http.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

async function tokenOf(server: TestServer): Promise<{ token: string; id: string }> {
  await using database = openDatabase(server.database.url)
  const { token, record } = await createToken(database.query, { name: 'test', scopes: ['admin'], expiresAt: null })
  return { token, id: record.id }
}

test('every request is one line with what it was, how it ended and who asked', async () => {
  const { log, requests } = logLines()
  await using server = await testServer(undefined, { log })
  const { token, id } = await tokenOf(server)
  const headers = { authorization: `Bearer ${token}` }
  const ids = []
  for (const path of ['/trpc/reports.years', '/api/departments?year=1', '/trpc/no.such', '/nowhere', '/healthz'])
    ids.push((await fetch(server.url + path, { headers })).headers.get('x-request-id'))
  await until('five lines', () => requests().length === 5)
  expect(requests()).toMatchObject([
    { method: 'GET', route: '/trpc/reports.years', status: 200, token: id },
    { method: 'GET', route: '/api/departments', status: 200, token: id },
    { method: 'GET', route: '/trpc/:path', status: 404, token: id },
    { method: 'GET', route: 'unknown', status: 404, token: null },
    { method: 'GET', route: '/healthz', status: 200, token: null },
  ])
  expect(requests().map(({ requestId }) => requestId)).toEqual(ids)
  for (const line of requests()) {
    expect(line).toMatchObject({ address: '127.0.0.1', milliseconds: expect.any(Number) as number })
  }
})

test('a client that goes away before the answer is one line too', async () => {
  const { log, requests } = logLines()
  await using server = await testServer(undefined, { log })
  await server.database.sql('BEGIN')
  await server.database.sql('LOCK TABLE departments')
  const connection = rawConnection(server.url, 'GET /api/departments HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
  await waitsForLock(server.database)
  connection.socket.destroy()
  await until('a line', () => requests().length > 0)
  await server.database.sql('COMMIT')
  expect(requests()).toMatchObject([{ route: '/api/departments', status: 499 }])
})

test('an unforeseen error is logged once, with its cause and the id that the client was told', async () => {
  const { log, lines } = logLines()
  await using server = await testServer(undefined, { log })
  await server.database.sql('ALTER TABLE jobs RENAME COLUMN job TO task')
  const { requestId } = await failure(createRollcall({ url: server.url, retries: 0 }).jobs.list())
  const errors = lines().filter(({ level }) => level === 50)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({ requestId })
  expect(JSON.stringify(errors[0])).toContain('column \\"job\\" does not exist')
  expect((await fetch(`${server.url}/api/job-bulk-list-serializer`)).status).toBe(500)
  expect(lines().filter(({ level }) => level === 50)).toHaveLength(2)
})

test('nothing of what clients send is in the log: no token, no row, no value', async () => {
  const { log, text, requests } = logLines()
  await using server = await testServer(undefined, { log })
  const { token } = await tokenOf(server)
  const secrets = [token.slice(12), 'SeCrEt']
  const name = 'SeCrEt name'
  await askEverywhere(server, { token, name })
  // A column that is gone makes errors that nobody foresaw, a trigger one that repeats the row.
  await server.database.sql('ALTER TABLE jobs RENAME COLUMN job TO task')
  await server.database.sql(`CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'odd %', NEW.department USING DETAIL = NEW.department; END $$`)
  await server.database.sql('CREATE TRIGGER odd BEFORE INSERT ON departments FOR EACH ROW EXECUTE FUNCTION odd()')
  await askEverywhere(server, { token, name })
  await until('all lines', () => requests().length >= 20)
  expect(text()).toContain('failed unforeseen')
  for (const secret of secrets) expect(text()).not.toContain(secret)
})

/** Sends a token and a marked value on every way in. */
async function askEverywhere({ url }: TestServer, { token, name }: { token: string; name: string }): Promise<void> {
  const rollcall = createRollcall({ url, token, retries: 0 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const ask = (path: string, init: RequestInit = {}) => fetch(url + path, { headers, ...init })
  const id = Math.floor(Math.random() * 1e9)
  const rows = [
    { id, department: name },
    { id: name as unknown as number, department: name },
  ]
  await Promise.allSettled([
    rollcall.departments.create({ id: id + 1, department: name }),
    rollcall.departments.create({ id: name as unknown as number, department: name }),
    rollcall.departments.createMany({ rows }),
    rollcall.jobs.create({ id, job: name }),
    rollcall.load('jobs', [`id,job\n${id},${name}\n${name},${name}\n`], { maxRejects: '0' }),
    rollcall.load('departments', [`id,department\n${id + 2},${name}\n`]),
    ask('/api/departments', { method: 'POST', body: JSON.stringify({ id: id + 3, department: name }) }),
    ask('/api/departments', { method: 'POST', body: `{"${name}` }),
    ask('/trpc/departments.create', { method: 'POST', body: `{"${name}` }),
    ask(`/api/job-bulk-list-serializer?name=${name}`),
    ask(`/trpc/${name}?input=${name}`),
    ask(`/uploads/${name}?offset=${name}`, { method: 'PUT', body: name }),
    ask(`/uploads/${randomUUID()}?offset=0`, { method: 'PUT', body: name }),
    ask(`/backups/${name}/${name}`),
    ask(`/${name}`),
    ask('/api/departments', { headers: { authorization: `Bearer ${token}x` } }),
    rollcall.load('jobs', [`${name},x\n1,${name}\n`], { header: 'yes' }),
    ask('/api/loads/jobs?header=yes', { method: 'PUT', body: name }),
    rollcall.backups.import([{ name: 'job_backup.avro', content: [Buffer.from(`Obj\x01${name}`)] }]),
  ])
}
