import { expect, test } from 'vitest'
import { testServer } from '../support/test-server.js'
import { until } from '../support/until.js'
import { oldClient, rowPaths } from './old-client.js'

const json = { 'content-type': 'application/json' }
const detail = (text: string): unknown => ({ detail: expect.stringContaining(text) })

const paths: [method: string, path: string][] = [
  ...['GET', 'POST'].flatMap((method): [string, string][] =>
    ['departments/', 'departments-list-serializer/', ...Object.values(rowPaths), 'backup/'].map((path) => [
      method,
      path,
    ]),
  ),
  ['GET', 'employees-hired-quarter/'],
  ['GET', 'employees-hired-department/'],
  ['GET', 'list-backups/'],
  ['POST', 'restore-table/'],
]

test('pages of other sites are refused on every path, and no backup is made for them', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  for (const [method, path] of paths) {
    const answer = await client.send(path, { method, headers: { 'sec-fetch-site': 'cross-site' } })
    expect([method, path, answer.status, answer.body]).toEqual([method, path, 403, detail('Sec-Fetch-Site')])
  }
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('once there is a token, each path wants one of its scope', async () => {
  await using server = await testServer()
  const { database } = server
  await database.sql(`INSERT INTO tokens (id, name, sha256, scopes) VALUES ('abcdefgh', 'x', sha256('x'), '{admin}')`)
  const client = oldClient(server)
  for (const [method, path] of paths) {
    const answer = await client.send(path, { method })
    const scope = /backup/.test(path)
      ? 'backup'
      : method === 'GET'
        ? 'read'
        : path === 'restore-table/'
          ? 'restore'
          : 'write'
    expect([method, path, answer.status, answer.body]).toEqual([method, path, 401, detail(`the scope ${scope}`)])
  }
})

test.each([
  ['{"id": 1,', json, 400, 'JSON parse error'],
  ['', { 'content-type': 'text/plain' }, 415, 'Send application/json or application/x-www-form-urlencoded'],
  ['id,job', { 'content-type': 'text/csv' }, 415, 'Send application/json or application/x-www-form-urlencoded'],
  [Buffer.from('{"id": 1, "job": "\xff"}', 'latin1'), json, 400, 'not UTF-8'],
  ['id=1&job=Caf%E9', { 'content-type': 'application/x-www-form-urlencoded' }, 400, 'not UTF-8'],
])('the body %s as %o is a %i', async (body, headers, status, text) => {
  await using server = await testServer()
  const answer = await oldClient(server).send(rowPaths.jobs, { method: 'POST', headers, body: body || 'x' })
  expect(answer).toMatchObject({ status, body: detail(text) })
  expect(await server.database.sql('SELECT * FROM jobs')).toEqual([])
})

test.each([
  ['PUT', 'departments/', 'GET, HEAD, POST'],
  ['DELETE', rowPaths.hired_employees, 'GET, HEAD, POST'],
  ['POST', 'employees-hired-quarter', 'GET, HEAD'],
  ['OPTIONS', 'list-backups/', 'GET'],
  ['PATCH', 'backup/', 'GET, POST'],
  ['GET', 'restore-table/', 'POST'],
])('%s of %s is a 405 that names what is allowed', async (method, path, allow) => {
  await using server = await testServer()
  const body = method === 'GET' ? null : '{'
  const answer = await oldClient(server).send(path, { method, headers: { 'content-type': 'text/csv' }, body })
  expect(answer).toMatchObject({ status: 405, body: detail(`Method "${method}" is not allowed`) })
  expect(answer.headers.get('allow')).toBe(allow)
})

test('HEAD of a backup makes none, and HEAD of a list has no body', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  expect(await client.send('backup/', { method: 'HEAD' })).toMatchObject({ status: 405, body: undefined })
  expect(await client.send('departments/', { method: 'HEAD' })).toMatchObject({ status: 200, body: undefined })
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('what nobody foresaw is masked, and named by its request', async () => {
  await using server = await testServer()
  await server.database.sql('ALTER TABLE jobs RENAME COLUMN job TO title')
  for (const { status, body } of [
    await oldClient(server).get(rowPaths.jobs),
    await oldClient(server).postJson(rowPaths.jobs, { id: 1, job: 'Clerk' }),
  ]) {
    expect(status).toBe(500)
    expect(body).toEqual({ detail: expect.stringMatching(/Its log has the cause under request [0-9a-f-]{36}\.$/) })
  }
})

test('a database that goes away is a 503, and what was under way is not there', async () => {
  await using server = await testServer()
  const { database } = server
  await database.sql('BEGIN')
  await database.sql('LOCK TABLE jobs')
  const answer = oldClient(server).postJson(rowPaths.jobs, [{ id: 1, job: 'Clerk' }])
  await until('the end of the connection', async () => {
    const ended = await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    return ended.length > 0
  })
  expect(await answer).toMatchObject({ status: 503, body: detail('The database cannot be reached') })
  await database.sql('COMMIT')
  expect(await database.sql('SELECT * FROM jobs')).toEqual([])
})
