// `PUT /api/loads/<table>`: a file in, the result of its load out.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { emptySpool, spoolOf } from '../support/spool-of.js'
import { tableLock } from '../support/table-lock.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

const run = promisify(execFile)

async function put({ url }: TestServer, path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/loads/${path}`, { method: 'PUT', body, headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test.concurrent('a body is loaded, and the answer is what became of its rows', async () => {
  await using server = await testServer()
  const { status, body } = await put(server, 'jobs', 'id,job\n1,Clerk\n2,\n')
  expect([status, body]).toEqual([
    200,
    {
      id: expect.any(String),
      table: 'jobs',
      state: 'done',
      dryRun: false,
      read: 2,
      inserted: 1,
      updated: 0,
      skipped: 0,
      rejected: 1,
      path: 'live',
      seconds: expect.any(Number),
      lockedSeconds: 0,
      header: true,
      columns: ['id', 'job'],
      delimiter: ',',
      encoding: 'utf-8',
      emptyLines: 0,
      hint: null,
      rejectsKept: null,
    },
  ])
  expect(await server.rollcall.jobs.list()).toMatchObject({ rows: [{ id: 1, job: 'Clerk' }] })
  await emptySpool(server.home)
})

test.concurrent('curl loads a file', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = join(folder.path, 'departments.csv')
  await writeFile(file, Array.from({ length: 60_000 }, (_, id) => `${id},Department ${id}\n`).join(''))
  const { stdout } = await run('curl', ['--silent', '--show-error', '-T', file, `${server.url}/api/loads/department`])
  expect(JSON.parse(stdout)).toMatchObject({ state: 'done', table: 'departments', inserted: 60_000 })
})

test.concurrent('the options of a load are query parameters', async () => {
  await using server = await testServer()
  await server.rollcall.jobs.create({ id: 1, job: 'Clerk' })
  const query = 'header=no&delimiter=%3B&onConflict=update&maxRejects=5&dryRun=true'
  expect(await put(server, `jobs?${query}`, '1;Driver\n2;Judge\n')).toMatchObject({
    status: 200,
    body: { dryRun: true, read: 2, updated: 1, inserted: 1 },
  })
  const swapped = `${query.replace('true', 'false')}&columns=job,-,id`
  expect(await put(server, `jobs?${swapped}`, 'Driver;x;1\n')).toMatchObject({ status: 200, body: { updated: 1 } })
  expect(await server.rollcall.jobs.list()).toMatchObject({ rows: [{ id: 1, job: 'Driver' }] })
  expect(await put(server, 'jobs?delimiter=tab', '3\tJudge\n')).toMatchObject({ status: 200, body: { inserted: 1 } })
})

test.concurrent.each([
  ['jobs?onConflict=maybe', 400, 'onConflict'],
  ['jobs?dryRun=yes', 400, 'dryRun'],
  ['jobs?bogus=1', 400, 'bogus'],
  ['jobs?columns=id,id', 400, 'columns'],
  ['people', 404, 'departments, jobs, hired_employees'],
])('%s is a %i that says why', async (path, status, words) => {
  await using server = await testServer()
  const answer = await put(server, path, '1,Clerk\n')
  expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(words) } } })
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toEqual([])
  expect(await spoolOf(server.home)).toEqual([])
})

test.concurrent('a load that fails is an error with its counts', async () => {
  await using server = await testServer()
  const { status, body } = await put(server, 'jobs?maxRejects=0', '1,Clerk\n2,\n')
  expect([status, body]).toMatchObject([
    422,
    { id: expect.any(String), state: 'failed', read: 2, inserted: 0, rejected: 1, error: { code: 'too_many_rejects' } },
  ])
  expect(await server.rollcall.loads.rejects({ load: String(body['id']) })).toMatchObject({ rejects: [{ line: 2 }] })
  expect(await server.rollcall.jobs.list()).toMatchObject({ rows: [] })
})

test.concurrent('a body that is not what its digest says is not loaded', async () => {
  await using server = await testServer()
  const digest = `sha-256=:${createHash('sha256').update('1,Driver\n').digest('base64')}:`
  expect(await put(server, 'jobs', '1,Clerk\n', { 'content-digest': digest })).toMatchObject({ status: 422 })
  expect(await put(server, 'jobs', '1,Driver\n', { 'content-digest': digest })).toMatchObject({ status: 200 })
  await emptySpool(server.home)
})

test.concurrent.each([
  ['content-type', 'multipart/form-data; boundary=x', 'curl -T file.csv'],
  ['content-encoding', 'deflate', 'expected gzip'],
])('a body in an envelope is not taken for the file: %s %s', async (name, value, words) => {
  await using server = await testServer()
  const { status, body } = await put(server, 'jobs', '1,Clerk\n', { [name]: value })
  expect([status, body]).toMatchObject([415, { error: { message: expect.stringContaining(words) } }])
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toEqual([])
  expect(await spoolOf(server.home)).toEqual([])
})

test.concurrent('a client that goes away before the end of its body leaves nothing', async () => {
  await using server = await testServer()
  const sending = request(`${server.url}/api/loads/jobs`, { method: 'PUT' })
  sending.on('error', () => undefined)
  sending.write('1,Clerk\n')
  await until('the first bytes', async () => {
    const [id = ''] = await spoolOf(server.home)
    return (await stat(join(server.home, 'uploads', id, 'data')).catch(() => ({ size: 0 }))).size > 0
  })
  sending.destroy()
  await emptySpool(server.home)
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toEqual([])
})

test.concurrent('a client that goes away after its body changes nothing', async () => {
  await using server = await testServer()
  const lock = await tableLock(server.database.url, 'jobs')
  const sending = request(`${server.url}/api/loads/jobs`, { method: 'PUT' })
  sending.on('error', () => undefined)
  sending.end('1,Clerk\n')
  await until('the load', async () => (await server.rollcall.tasks.list({ kind: 'load' }))[0]?.state === 'running')
  sending.destroy()
  await lock[Symbol.asyncDispose]()
  await until('its end', async () => (await server.rollcall.tasks.list({ kind: 'load' }))[0]?.state === 'done')
  expect(await server.rollcall.jobs.list()).toMatchObject({ rows: [{ id: 1, job: 'Clerk' }] })
})

test.concurrent('of a load that is not taken nothing is kept', async () => {
  await using server = await testServer(undefined, { limits: { tasks: 1 } })
  await using _ = await tableLock(server.database.url, 'jobs')
  await server.rollcall.startLoad('jobs', ['1,Clerk\n'])
  const before = await spoolOf(server.home)
  expect(await put(server, 'jobs', '2,Driver\n')).toMatchObject({ status: 429 })
  expect(await spoolOf(server.home)).toEqual(before)
})
