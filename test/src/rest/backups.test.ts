import { join } from 'node:path'
import { tableNames } from '@rollcall/tables'
import { expect, test } from 'vitest'
import { employees, fingerprint, parents } from '../support/people.js'
import type { TestDatabase } from '../support/test-database.js'
import { testServer } from '../support/test-server.js'
import { oldClient, type OldClient } from './old-client.js'

interface Files {
  department: string
  job: string
  hired_employee: string
}

const backUp = async (client: OldClient) => ((await client.get('backup/')).body as { files: Files }).files
const restore = (client: OldClient, table_name: unknown, backup_file: unknown) =>
  client.postJson('restore-table/', { table_name, backup_file })

async function fingerprints(database: TestDatabase): Promise<string[]> {
  const prints: string[] = []
  for (const table of tableNames) prints.push(await fingerprint(database, table))
  return prints
}

test('a backup is made by GET and by POST, and listed by its files, newest first', async () => {
  await using server = await testServer()
  await parents(server.database)
  const client = oldClient(server)
  expect(await client.get('list-backups/')).toMatchObject({
    status: 200,
    body: { status: 'success', backups: { department: [], job: [], hired_employee: [] } },
  })
  const first = await client.get('backup/')
  expect(first).toMatchObject({ status: 200, body: { status: 'success', message: expect.any(String) } })
  const { files } = first.body as { files: Files }
  const id = /^department_backup_(\d{8}_\d{6}_[0-9a-f]{4})\.avro$/.exec(files.department)?.[1]
  expect(files).toEqual({
    department: `department_backup_${id}.avro`,
    job: `job_backup_${id}.avro`,
    hired_employee: `hired_employee_backup_${id}.avro`,
  })
  const second = await client.postForm('backup', {})
  expect(second.status).toBe(200)
  const { backups } = (await client.get('list-backups')).body as { backups: Record<keyof Files, string[]> }
  const newest = (second.body as { files: Files }).files
  expect(backups.department).toEqual([newest.department, files.department])
  expect(backups.job).toHaveLength(2)
  expect((await server.rollcall.backups.list()).map((backup) => backup.kind)).toEqual(['manual', 'manual'])
})

test('each table is restored by a name from the list, as JSON and as a form; the others keep every row', async () => {
  await using server = await testServer()
  const { database } = server
  await parents(database)
  await employees(database, 500)
  const client = oldClient(server)
  const files = await backUp(client)
  const before = await fingerprints(database)
  await database.sql(`UPDATE departments SET department = 'Gone' WHERE id = 1`)
  await database.sql(`INSERT INTO departments VALUES (99, 'New')`)
  await database.sql(`UPDATE jobs SET job = job || '!'`)
  await database.sql('DELETE FROM hired_employees WHERE id > 100')
  const hired = await fingerprint(database, 'hired_employees')
  expect(await restore(client, 'department', files.department)).toMatchObject({
    status: 200,
    body: { status: 'success', table: 'department', records_restored: 3, message: expect.any(String) },
  })
  expect(await fingerprint(database, 'hired_employees')).toBe(hired)
  const job = await client.postForm('restore-table/', { table_name: 'job', backup_file: files.job })
  expect(job).toMatchObject({ status: 200, body: { table: 'job', records_restored: 3 } })
  const employee = await restore(client, 'hired_employee', files.hired_employee)
  expect(employee).toMatchObject({ status: 200, body: { table: 'hired_employee', records_restored: 500 } })
  expect(await fingerprints(database)).toEqual(before)
})

test('the backup a restore takes for safety is not in the list', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  const files = await backUp(client)
  await restore(client, 'job', files.job)
  const [safety] = (await server.rollcall.backups.list()).filter(({ kind }) => kind === 'safety')
  expect(safety).toBeDefined()
  const { backups } = (await client.get('list-backups/')).body as { backups: Record<keyof Files, string[]> }
  expect(backups.job).toEqual([files.job])
  expect(await restore(client, 'job', `job_backup_${safety?.id}.avro`)).toMatchObject({
    status: 400,
    body: { status: 'error' },
  })
})

test('names that were never given out are a 400, and nothing is read or changed', async () => {
  await using server = await testServer()
  await parents(server.database)
  const client = oldClient(server)
  const name = (await backUp(client)).department
  const id = name.slice('department_backup_'.length, -'.avro'.length)
  await server.database.sql(`INSERT INTO departments VALUES (4, 'New')`)
  const names = [
    `../${id}/departments.avro`,
    `../backups/${name}`,
    `./${name}`,
    `${name}/`,
    `${name}\0`,
    ` ${name}`,
    name.toUpperCase(),
    join(server.home, 'backups', id, 'departments.avro'),
    '/etc/passwd',
    'department_backup_20200101_000000.avro',
    'departments.avro',
    id,
    '',
    null,
    7,
    [name],
    { name },
    undefined,
  ]
  for (const each of names) {
    expect(await restore(client, 'department', each)).toMatchObject({
      status: 400,
      body: { status: 'error', message: expect.stringMatching(/^backup_file is .*there is no such backup/) },
    })
  }
  const [count] = await server.database.sql('SELECT count(*)::int AS rows FROM departments')
  expect(count).toEqual({ rows: 4 })
  expect(await server.rollcall.tasks.list({ kind: 'restore' })).toEqual([])
})

test('a table that is none, and a file of another table, are a 400', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  const files = await backUp(client)
  for (const table of ['departments', 'tasks', 'department; DROP TABLE jobs', '__proto__', 7, undefined]) {
    expect(await restore(client, table, files.department)).toMatchObject({
      status: 400,
      body: { status: 'error', message: expect.stringContaining('expected one of department, job, hired_employee') },
    })
  }
  expect(await restore(client, 'department', files.job)).toMatchObject({
    status: 400,
    body: { status: 'error', message: `backup_file is ${files.job}, which is of job; table_name is department.` },
  })
  for (const body of [null, 7, 'department', []]) {
    expect(await client.postJson('restore-table/', body)).toMatchObject({ status: 400, body: { status: 'error' } })
  }
})

test('a restore that would leave employees without their department is a 400 that says so, and changes nothing', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  const files = await backUp(client)
  await parents(server.database)
  await employees(server.database, 10)
  const before = await fingerprint(server.database, 'departments')
  expect(await restore(client, 'department', files.department)).toMatchObject({
    status: 400,
    body: { status: 'error', message: expect.stringContaining('hired_employees') },
  })
  expect(await fingerprint(server.database, 'departments')).toBe(before)
  const [count] = await server.database.sql('SELECT count(*)::int AS rows FROM hired_employees')
  expect(count).toEqual({ rows: 10 })
})
