import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { httpClient } from '../support/http-client.js'
import { fingerprints } from '../support/people.js'
import { testServer } from '../support/test-server.js'
import { attackedServer, mutate, query, refusesAll } from './attacked-server.js'

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
