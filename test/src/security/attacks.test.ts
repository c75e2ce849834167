import { randomUUID } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { type HttpAnswer, type HttpClient, httpClient } from '../support/http-client.js'
import { employees, fingerprints, parents } from '../support/people.js'
import { testServer, type TestServer } from '../support/test-server.js'

const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

const SQL = [
  `'; DROP TABLE jobs; --`,
  `1 OR 1=1`,
  `"; DELETE FROM departments; --`,
  `\\'; SELECT pg_sleep(60); --`,
  `x' || (SELECT string_agg(id, ',') FROM tokens) || '`,
  `$1 ? ?? :id {{ }} %s`,
  `jobs; TRUNCATE hired_employees CASCADE`,
  `1); COPY jobs FROM PROGRAM 'id'; --`,
]

test('a text that is SQL is kept as it is where a text may stand', async () => {
  await using server = await testServer()
  const { jobs, tokens } = server.rollcall
  for (const [at, text] of SQL.entries()) {
    await jobs.create({ id: at, job: 'x' })
    expect(await jobs.update({ id: at, changes: { job: text } })).toEqual({ id: at, job: text })
  }
  await jobs.createMany({ rows: SQL.map((job, at) => ({ id: 100 + at, job })) })
  const rows = SQL.map((job, at) => ({ id: 200 + at, job }))
  const path = `${server.url}/api/job-bulk-list-serializer/`
  expect((await fetch(path, { method: 'POST', headers: json, body: JSON.stringify(rows) })).status).toBe(201)
  const csv = SQL.map((job, at) => `${300 + at},"${job.replaceAll('"', '""')}"\n`)
  await server.rollcall.load('jobs', csv)
  const kept = await server.database.sql('SELECT job FROM jobs ORDER BY id')
  expect(kept).toEqual([...SQL, ...SQL, ...SQL, ...SQL].map((job) => ({ job })))
  const names: string[] = []
  const { token } = await tokens.create({ name: 'first', scopes: ['admin'] })
  const headers = { ...json, authorization: `Bearer ${token}` }
  for (const name of SQL) {
    const body = JSON.stringify({ name, scopes: ['read'] })
    const made = await fetch(`${server.url}/trpc/tokens.create`, { method: 'POST', headers, body })
    names.push(((await made.json()) as { result: { data: { name: string } } }).result.data.name)
  }
  expect(names).toEqual(SQL)
})

test('a text that is SQL is refused where none may stand, and does nothing', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  const before = await fingerprints(server.database)
  const load = { id: randomUUID(), upload: randomUUID(), table: 'jobs' }
  for (const text of SQL) {
    const inputs: [procedure: string, input: object][] = [
      ['jobs.get', { id: text }],
      ['jobs.list', { after: text }],
      ['jobs.list', { limit: text }],
      ['jobs.list', { [text]: 1 }],
      ['audit.list', { table: text }],
      ['audit.list', { action: text }],
      ['audit.list', { token: text }],
      ['tasks.get', { id: text }],
      ['tasks.list', { kind: text }],
      ['loads.rejects', { load: text }],
      ['uploads.status', { id: text }],
      ['uploads.find', { bytes: 1, fingerprint: text }],
      ['reports.hiredByQuarter', { year: text }],
      ['backups.get', { id: text }],
    ]
    const changes: [procedure: string, input: object][] = [
      ['jobs.remove', { id: text }],
      ['jobs.update', { id: 1, changes: { [text]: 'x' } }],
      ['hiredEmployees.update', { id: 1, changes: { datetime: text } }],
      ['hiredEmployees.update', { id: 1, changes: { department_id: text } }],
      ['tokens.revoke', { id: text }],
      ['loads.start', { ...load, table: text }],
      ['loads.start', { ...load, columns: ['id', text] }],
      ['loads.start', { ...load, delimiter: text }],
      ['loads.start', { ...load, encoding: text }],
      ['loads.start', { ...load, maxRejects: text }],
      ['backups.restore', { task: randomUUID(), table: text, backup: server.backup }],
      ['backups.restore', { task: randomUUID(), table: 'jobs', backup: text }],
    ]
    for (const [procedure, input] of inputs) await refusesAll(text, [query(client, procedure, input)])
    for (const [procedure, input] of changes) await refusesAll(text, [mutate(client, procedure, input)])
    const coded = encodeURIComponent(text)
    await refusesAll(text, [
      client.send({ method: 'PUT', path: `/api/loads/${coded}`, body: '1,x\n' }),
      client.send({ method: 'PUT', path: `/api/loads/jobs?columns=id,${coded}`, body: '1,x\n' }),
      client.send({ method: 'PUT', path: `/api/loads/jobs?delimiter=${coded}`, body: '1,x\n' }),
      client.send({ method: 'PUT', path: `/uploads/${coded}?offset=0`, body: 'x' }),
      client.send({ method: 'PUT', path: `/uploads/${randomUUID()}?offset=${coded}`, body: 'x' }),
      client.send({ method: 'GET', path: `/backups/${coded}/jobs.avro` }),
      client.send({ method: 'GET', path: `/api/employees-hired-quarter/?year=${coded}` }),
      client.send({ method: 'GET', path: '/api/departments', headers: { authorization: `Bearer ${text}` } }),
      client.send({ method: 'POST', path: '/api/departments', headers: form, body: `id=${coded}&department=x` }),
      client.send({
        method: 'POST',
        path: '/api/restore-table',
        headers: form,
        body: `table_name=job&backup_file=${coded}`,
      }),
    ])
  }
  expect(await fingerprints(server.database)).toEqual(before)
})

const PATHS = [
  '..',
  '.',
  '../secret.txt',
  '../../secret.txt',
  '..\\secret.txt',
  '....//secret.txt',
  '/etc/passwd',
  'file:///etc/passwd',
  '%2e%2e/secret.txt',
  '%2e%2e%2fsecret.txt',
  '..%2fsecret.txt',
  '%252e%252e%252fsecret.txt',
  '..%c0%afsecret.txt',
  '..%00/secret.txt',
  'jobs.avro%00.json',
  '../secret.txt\0.avro',
  'secret.txt',
  '~/secret.txt',
  'CON',
  'x'.repeat(4000),
  '../'.repeat(1000) + 'etc/passwd',
]

test('no name of a backup, a file, an upload or a table leads out of where it belongs', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  await writeFile(join(server.home, 'secret.txt'), 'SECRET')
  await writeFile(join(server.home, 'backups', 'secret.txt'), 'SECRET')
  await mkdir(join(server.home, 'uploads'), { recursive: true })
  const before = [await fingerprints(server.database), await readdir(server.home, { recursive: true })]
  const backup = server.backup
  for (const name of PATHS) {
    // As it is where HTTP lets it through, and spelled so that the server finds it as it is.
    for (const part of [name.replaceAll('\0', '%00').replaceAll(' ', '%20'), encodeURIComponent(name)]) {
      await refusesAll(name, [
        client.send({ method: 'GET', path: `/backups/${part}/manifest.json` }),
        client.send({ method: 'GET', path: `/backups/${backup}/${part}` }),
        client.send({ method: 'GET', path: `/backups/${part}` }),
        client.send({ method: 'PUT', path: `/uploads/${part}?offset=0`, body: 'x' }),
        client.send({ method: 'PUT', path: `/api/loads/${part}`, body: '1,x\n' }),
        client.send({ method: 'GET', path: `/docs/x/${part}` }),
      ])
    }
    const file = (backup_file: string) => JSON.stringify({ table_name: 'job', backup_file })
    for (const backupFile of [name, `job_backup_${name}.avro`, `${name}/job_backup_${backup}.avro`]) {
      await refusesAll(name, [
        client.send({ method: 'POST', path: '/api/restore-table/', headers: json, body: file(backupFile) }),
      ])
    }
    await refusesAll(name, [
      client.send({
        method: 'POST',
        path: '/api/restore-table/',
        headers: json,
        body: JSON.stringify({ table_name: name, backup_file: `job_backup_${backup}.avro` }),
      }),
      query(client, 'backups.get', { id: name }),
      mutate(client, 'backups.remove', { id: name }),
      mutate(client, 'backups.verify', { task: randomUUID(), backup: name }),
      mutate(client, 'backups.restore', { task: randomUUID(), table: 'jobs', backup: name }),
      mutate(client, 'uploads.open', { id: name }),
      mutate(client, 'uploads.remove', { id: name }),
      query(client, 'uploads.preview', { upload: name, table: 'jobs' }),
      mutate(client, 'loads.start', { id: randomUUID(), upload: name, table: 'jobs' }),
      mutate(client, 'backups.import', { task: randomUUID(), files: [{ name, upload: randomUUID() }] }),
    ])
  }
  expect([await fingerprints(server.database), await readdir(server.home, { recursive: true })]).toEqual(before)
})

test('an imported file whose name has in it what the database cannot keep is refused as wrong input', async () => {
  await using server = await testServer()
  for (const name of ['job_backup_\0.avro', 'job_backup_\ud800.avro', 'job_backup_../../x.avro']) {
    const error = await failure(server.rollcall.backups.import([{ name, content: [Buffer.from('Obj\x01')] }]))
    expect([name, error.code]).toEqual([name, expect.stringMatching(/^(invalid_input|damaged)$/)])
  }
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('the id of a task of another kind is refused as taken', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  const task = randomUUID()
  expect(await mutate(client, 'backups.create', { task })).toMatchObject({ status: 200 })
  expect(await mutate(client, 'backups.create', { task })).toMatchObject({ status: 200 })
  const other = await mutate(client, 'backups.verify', { task, backup: server.backup })
  expect(other).toMatchObject({ status: 409, body: expect.stringContaining('"wrong_state"') })
  const upload = randomUUID()
  await server.rollcall.uploads.open({ id: upload, bytes: 0 })
  const load = await mutate(client, 'loads.start', { id: task, upload, table: 'jobs' })
  expect(load).toMatchObject({ status: 409, body: expect.stringContaining('"wrong_state"') })
})

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

/** A server with people and a backup. */
async function attackedServer(): Promise<TestServer & { backup: string }> {
  const server = await testServer(parents)
  await employees(server.database, 20)
  const { id } = await server.rollcall.backups.create()
  return Object.assign(server, { backup: id })
}

function query({ send }: HttpClient, procedure: string, input: object): Promise<HttpAnswer> {
  return send({ method: 'GET', path: `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}` })
}

function mutate({ send }: HttpClient, procedure: string, input: object): Promise<HttpAnswer> {
  return send({ method: 'POST', path: `/trpc/${procedure}`, headers: json, body: JSON.stringify(input) })
}

async function refusesAll(what: string, answers: Promise<HttpAnswer>[]): Promise<void> {
  for (const { status, body } of await Promise.all(answers)) {
    expect([what, status, body]).toEqual([
      what,
      expect.toSatisfy((code) => code >= 400 && code < 500),
      expect.not.stringContaining('SECRET'),
    ])
  }
}
