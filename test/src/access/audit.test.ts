import { randomUUID } from 'node:crypto'
import type { AuditEntry } from '@rollcall/sdk'
import { createServer } from '@rollcall/server'
import pino from 'pino'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { employees, parents } from '../support/people.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { clientWith } from '../support/test-token.js'
import { until } from '../support/until.js'

interface Audited extends TestServer {
  admin: Awaited<ReturnType<typeof clientWith>>
  did(): Promise<AuditEntry[]>
}

/** A server whose admin is known, and what the audit has of what that token did. */
async function audited(): Promise<Audited> {
  const server = await testServer(parents)
  const admin = await clientWith(server, 'admin')
  const did = async () => (await admin.audit.list({ token: admin.id })).entries
  return Object.assign(server, { admin, did })
}

test('a row that is created, changed and removed is told with who, what, and under which request', async () => {
  await using server = await audited()
  const { jobs } = server.admin
  await jobs.create({ id: 7, job: 'Secret name' })
  await jobs.update({ id: 7, changes: { job: 'Other secret' } })
  await jobs.remove({ id: 7 })
  const did = await server.did()
  const common = { token: server.admin.id, table: 'jobs', rows: 1, result: 'done', detail: { id: 7 } }
  expect(did).toMatchObject([
    { ...common, action: 'jobs.remove' },
    { ...common, action: 'jobs.update' },
    { ...common, action: 'jobs.create' },
  ])
  expect(new Set(did.map(({ requestId }) => requestId)).size).toBe(3)
  expect(JSON.stringify(await server.database.sql('SELECT * FROM audit'))).not.toMatch(/Secret|Other/)
})

test('a change that is refused leaves nothing', async () => {
  await using server = await audited()
  const { departments, hiredEmployees, jobs } = server.admin
  const employee = { id: 1, name: 'Ann', datetime: '2021-01-01T00:00:00Z', department_id: 99, job_id: 1 }
  const refused = [
    departments.create({ id: 1, department: 'Sales' }),
    departments.create({ id: 9, department: ' ' }),
    departments.update({ id: 9, changes: { department: 'Legal' } }),
    departments.remove({ id: 9 }),
    hiredEmployees.create(employee),
    jobs.createMany({ rows: [{ id: 1, job: 'Clerk' }], atomic: true }).then(() => Promise.reject(new Error('refused'))),
  ]
  expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual(refused.map(() => 'rejected'))
  await employees(server.database, 1)
  expect(await failure(jobs.remove({ id: 2 }))).toMatchObject({ code: 'still_referenced' })
  expect(await server.did()).toEqual([])
})

test('rows that came in one request are one entry, with as many as went in', async () => {
  await using server = await audited()
  const rows = [1, 10, 11, 12].map((id) => ({ id, job: 'Clerk' }))
  await server.admin.jobs.createMany({ rows })
  expect(await server.did()).toMatchObject([{ action: 'jobs.createMany', table: 'jobs', rows: 3, result: 'done' }])
})

test('what the old paths write is told the same way, without a token as nobody', async () => {
  await using server = await testServer()
  const body = JSON.stringify([1, 2].map((id) => ({ id, department: 'Sales' })))
  const path = `${server.url}/api/departments-bulk-list-serializer/`
  const sent = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(sent.status).toBe(201)
  await fetch(`${server.url}/api/backup/`)
  expect((await server.rollcall.audit.list({ token: null })).entries).toMatchObject([
    { action: 'backups.create', token: null, table: null, rows: null },
    { action: 'departments.createMany', token: null, table: 'departments', rows: 2 },
  ])
})

test('a load is told with its counts; one that fails as failed; a dry run not at all', async () => {
  await using server = await audited()
  const csv = ['id,job\n', '1,Clerk\n', '20,Clerk\n', '21,Clerk\n', 'x,Clerk\n']
  await server.admin.load('jobs', csv, { dryRun: true })
  await failure(server.admin.load('jobs', csv, { maxRejects: '0' }))
  const { id } = await server.admin.load('jobs', csv, { onConflict: 'skip' })
  const counts = { read: 4, inserted: 2, updated: 0, skipped: 1, rejected: 1 }
  expect(await server.did()).toMatchObject([
    {
      action: 'loads.start',
      table: 'jobs',
      rows: 2,
      result: 'done',
      detail: { task: id, onConflict: 'skip', ...counts },
    },
    { action: 'loads.start', table: 'jobs', rows: 0, result: 'failed', detail: { code: 'too_many_rejects' } },
  ])
})

test('backups and restores are told: made, put back, removed, and what failed', async () => {
  await using server = await audited()
  const { backups } = server.admin
  const made = await backups.create()
  await server.admin.departments.remove({ id: 3 })
  await server.database.sql(`UPDATE departments SET department = 'Other' WHERE id = 2`)
  const { safetyBackup } = await server.admin.restore('departments', made.id)
  await failure(server.admin.restore('departments', '20200101_000000_0000'))
  await backups.verify(made.id)
  await backups.remove(made.id)
  const counts = { added: 1, changed: 1, removed: 0 }
  expect(await server.did()).toMatchObject([
    { action: 'backups.remove', table: null, detail: { backup: made.id } },
    { action: 'backups.restore', table: 'departments', rows: 0, result: 'failed', detail: { code: 'not_found' } },
    { action: 'backups.restore', table: 'departments', rows: 2, detail: { backup: made.id, ...counts, safetyBackup } },
    { action: 'departments.remove' },
    { action: 'backups.create', table: null, rows: null, result: 'done', detail: { backup: made.id } },
  ])
})

test('an entry and its change come to be together: without the one there is not the other', async () => {
  await using server = await audited()
  await server.database.sql(`ALTER TABLE audit ADD CONSTRAINT full_up CHECK (result <> 'done') NOT VALID`)
  const { admin } = server
  const before = await server.database.sql('SELECT * FROM jobs')
  const tried = [
    admin.jobs.create({ id: 7, job: 'Clerk' }),
    admin.jobs.createMany({ rows: [{ id: 8, job: 'Clerk' }] }),
    admin.jobs.update({ id: 1, changes: { job: 'Other' } }),
    admin.jobs.remove({ id: 1 }),
    admin.load('jobs', ['9,Clerk\n']),
    admin.tokens.create({ name: 'x', scopes: ['read'] }),
    admin.tokens.revoke({ id: admin.id }),
  ]
  expect((await Promise.allSettled(tried)).map(({ status }) => status)).toEqual(tried.map(() => 'rejected'))
  expect(await server.database.sql('SELECT * FROM jobs')).toEqual(before)
  expect(await server.database.sql('SELECT FROM tokens WHERE revoked_at IS NULL')).toHaveLength(1)
})

test('a task that another stops is told as both: who stopped it, and that it was cancelled for who began it', async () => {
  await using server = await audited()
  const other = await clientWith(server, 'write')
  const [id, upload] = [randomUUID(), randomUUID()]
  await server.database.sql('BEGIN')
  // Whoever loads under a lock waits for this one.
  await server.database.sql('LOCK TABLE jobs IN ROW EXCLUSIVE MODE')
  await server.admin.uploads.open({ id: upload })
  const headers = { authorization: `Bearer ${server.admin.token}` }
  await fetch(`${server.url}/uploads/${upload}?offset=0`, { method: 'PUT', headers, body: '1,Judge\n' })
  await server.admin.loads.start({ id, upload, table: 'jobs', onConflict: 'update' })
  await until('the load to run', async () => (await server.admin.tasks.get({ id })).state === 'running')
  await other.tasks.cancel({ id })
  await until('its end', async () => (await server.admin.tasks.get({ id })).state === 'cancelled')
  await server.database.sql('ROLLBACK')
  expect((await server.admin.audit.list()).entries.slice(0, 2)).toMatchObject([
    {
      action: 'loads.start',
      token: server.admin.id,
      table: 'jobs',
      rows: 0,
      result: 'cancelled',
      detail: { task: id },
    },
    { action: 'tasks.cancel', token: other.id, result: 'done', detail: { task: id, kind: 'load' } },
  ])
})

test('a task that a killed server left unfinished is told as failed under who began it', async () => {
  await using server = await audited()
  const id = randomUUID()
  await server.database.sql(
    `INSERT INTO tasks (id, kind, state, server, input, token, request_id) VALUES ($1, 'restore', 'running', 1, $2, 'somebody', 'some-request')`,
    [id, { table: 'jobs', backup: '20260101_000000_0000', mode: 'replace', dryRun: false }],
  )
  await using home = await tempFolder()
  const log = pino({ level: 'silent' })
  await using _next = await createServer({ databaseUrl: server.database.url, home: home.path, log, version: 'test' })
  expect((await server.admin.audit.list({ token: 'somebody' })).entries).toMatchObject([
    {
      action: 'backups.restore',
      requestId: 'some-request',
      table: 'jobs',
      rows: 0,
      result: 'failed',
      detail: { task: id },
    },
  ])
})

test('the audit comes newest first, page by page, and by table, action and token', async () => {
  await using server = await audited()
  const { admin } = server
  for (const id of [11, 12, 13]) await admin.jobs.create({ id, job: 'Clerk' })
  await admin.departments.create({ id: 14, department: 'Sales' })
  const ids: (number | undefined)[] = []
  for (let after: number | undefined; ;) {
    const { entries, next } = await admin.audit.list({ after, limit: 2, token: admin.id })
    ids.push(...entries.map(({ detail }) => Number(detail['id'])))
    if (next === null) break
    after = next
  }
  expect(ids).toEqual([14, 13, 12, 11])
  const found = async (filter: Parameters<typeof admin.audit.list>[0]) =>
    (await admin.audit.list(filter)).entries.map(({ detail }) => detail['id'])
  expect(await found({ table: 'jobs' })).toEqual([13, 12, 11])
  expect(await found({ action: 'departments.create' })).toEqual([14])
  expect(await found({ token: null })).toEqual([admin.id])
  expect(await found({ table: 'jobs', action: 'departments.create' })).toEqual([])
})

test('beside the server, a token is made and ended by the command line', async () => {
  await using server = await testServer()
  await clientWith(server, 'admin')
  expect(await server.database.sql('SELECT action, token, request_id FROM audit')).toEqual([
    { action: 'tokens.create', token: null, request_id: 'command line' },
  ])
})

test('a row and its entry are of one transaction', async () => {
  await using server = await testServer()
  await server.rollcall.jobs.create({ id: 1, job: 'Clerk' })
  await server.rollcall.jobs.createMany({ rows: [{ id: 2, job: 'Clerk' }] })
  await server.rollcall.load('jobs', ['3,Clerk\n'])
  const entries = await server.database.sql('SELECT action FROM audit JOIN jobs ON jobs.xmin = audit.xmin ORDER BY 1')
  expect(entries).toEqual(['jobs.create', 'jobs.createMany', 'loads.start'].map((action) => ({ action })))
})
