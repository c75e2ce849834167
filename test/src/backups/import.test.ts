import { createWriteStream } from 'node:fs'
import { readdir, readlink, realpath, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Backup, Rollcall } from '@rollcall/sdk'
import avsc from 'avsc'
import { expect, test } from 'vitest'
import { backupFolder } from '../support/backup-files.js'
import { failure } from '../support/failure.js'
import { MICROSECONDS, microseconds } from '../support/microseconds.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

const nullableText = ['string', 'null']
const record = (name: string, fields: Record<string, unknown>) =>
  ({
    type: 'record',
    name,
    namespace: 'dbdata',
    fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
  }) as avsc.Schema

/** The schemas of the old service. */
const schemas = {
  department: record('Department', { id: 'int', department: 'string' }),
  job: record('Job', { id: 'int', job: 'string' }),
  hired_employee: record('HiredEmployee', {
    id: 'int',
    name: nullableText,
    datetime: nullableText,
    department_id: 'int',
    job_id: 'int',
  }),
}

interface OldEmployee {
  id: number
  name: string | null
  datetime: string | null
  department_id: number
  job_id: number
}

const departments = [
  { id: 1, department: 'Sales' },
  { id: 2, department: '  "Product" Managemënt 😀' },
]
const jobs = [{ id: 1, job: 'Clerk' }]
const employee = (id: number, datetime: string): OldEmployee => ({
  id,
  name: `Ann ${id}`,
  datetime,
  department_id: 1 + (id % 2),
  job_id: 1,
})
const people = [
  employee(1, '2021-11-07T02:48:42+00:00'),
  employee(2, '2021-11-07T02:48:42.123456+00:00'),
  employee(3, '1969-12-31T23:59:59.999999Z'),
  employee(4, '2021-11-07T02:48:42+05:30'),
]

/** Writes files as the old service did: codec null, its names, its moment. */
async function oldFiles(folder: string, rows: Partial<Record<keyof typeof schemas, object[]>>): Promise<string[]> {
  const paths: string[] = []
  for (const [table, records] of Object.entries(rows)) {
    const path = join(folder, `${table}_backup_20240131_120000.avro`)
    const encoder = new avsc.streams.BlockEncoder(schemas[table as keyof typeof schemas], {
      codec: 'null',
      blockSize: 4000,
    })
    await pipeline(Readable.from(records), encoder, createWriteStream(path))
    paths.push(path)
  }
  return paths
}

const rowsOf = ({ database }: TestServer) =>
  database.sql(
    `SELECT id, name, ${MICROSECONDS('datetime')} AS micros, department_id, job_id FROM hired_employees ORDER BY id`,
  )

async function restoreAll(rollcall: Rollcall, { id }: Backup): Promise<void> {
  for (const table of ['departments', 'jobs', 'hired_employees'] as const) await rollcall.restore(table, id)
}

test('the old service’s files become a backup of their moment, from which all tables are restored', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const backup = await server.rollcall.backups.import(
    await oldFiles(folder.path, { department: departments, job: jobs, hired_employee: people }),
  )
  expect(backup).toMatchObject({
    kind: 'imported',
    createdAt: '2024-01-31T12:00:00.000Z',
    id: expect.stringMatching(/^20240131_120000_/),
    tables: { departments: { rows: 2 }, jobs: { rows: 1 }, hired_employees: { rows: 4 } },
  })
  expect(await server.rollcall.backups.list()).toEqual([backup])
  expect(await server.rollcall.backups.verify(backup.id)).toMatchObject({ ok: true })
  await restoreAll(server.rollcall, backup)
  expect(await server.database.sql('SELECT * FROM departments ORDER BY id')).toEqual(departments)
  expect(await server.database.sql('SELECT * FROM jobs ORDER BY id')).toEqual(jobs)
  expect(await rowsOf(server)).toEqual(
    people.map(({ datetime, ...row }) => ({ ...row, micros: String(microseconds(datetime ?? '')) })),
  )
})

test('one file alone is imported as a backup of one table', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const backup = await server.rollcall.backups.import(await oldFiles(folder.path, { job: jobs }))
  expect(Object.keys(backup.tables)).toEqual(['jobs'])
  expect(await server.rollcall.restore('jobs', backup.id)).toMatchObject({ added: 1 })
  expect((await failure(server.rollcall.restore('departments', backup.id))).code).toMatch(/^(not_found|invalid_input)$/)
})

test('10,000 rows in many blocks are imported, every one', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const many = Array.from({ length: 10_000 }, (_, id) => ({ id, job: `Job ${id}` }))
  const backup = await server.rollcall.backups.import(await oldFiles(folder.path, { job: many }))
  expect(await server.rollcall.restore('jobs', backup.id)).toMatchObject({ added: 10_000 })
  expect(await server.database.sql('SELECT * FROM jobs ORDER BY id')).toEqual(many)
})

test.each<[string, Partial<OldEmployee>, string]>([
  ['a null name', { name: null }, 'name'],
  ['a null datetime', { datetime: null }, 'datetime'],
  ['a date that is none', { datetime: '2021-02-30T00:00:00+00:00' }, 'datetime'],
  ['a datetime without an offset', { datetime: '2021-02-03T00:00:00' }, 'datetime'],
  ['an empty name', { name: '' }, 'name'],
])('%s is answered with its row and field, and nothing is kept', async (_what, wrong, field) => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const rows = people.map((row) => (row.id === 3 ? { ...row, ...wrong } : row))
  const files = await oldFiles(folder.path, { department: departments, job: jobs, hired_employee: rows })
  const error = await failure(server.rollcall.backups.import(files))
  expect([error.code, error.message]).toEqual(['invalid_input', expect.stringMatching(new RegExp(`row 3: ${field}`))])
  expect(error.issues).toMatchObject([{ table: 'hired_employees', id: 3, column: field }])
  expect(await server.rollcall.backups.list()).toEqual([])
  expect(await readdir(backupFolder(server.home)).catch(() => [])).toEqual([])
})

test('a key that comes twice is answered with its row, and nothing is kept', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const files = await oldFiles(folder.path, { job: [...jobs, { id: 2, job: 'x' }, ...jobs] })
  expect(await failure(server.rollcall.backups.import(files))).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('row 3'),
  })
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('files cut at many places are refused, and nothing is kept', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const [file = ''] = await oldFiles(folder.path, {
    job: Array.from({ length: 300 }, (_, id) => ({ id, job: `Job ${id}` })),
  })
  const { size } = await stat(file)
  for (let length = size - 1; length > 0; length -= Math.ceil(size / 12)) {
    await truncate(file, length)
    expect([length, (await failure(server.rollcall.backups.import([file]))).code]).toEqual([length, 'damaged'])
  }
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('what is no Avro, of no table, or of one table twice is refused', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const [file = ''] = await oldFiles(folder.path, { job: jobs })
  const text = join(folder.path, 'jobs.avro')
  await writeFile(text, 'id,job\n1,Clerk\n')
  const refused = [
    { files: [text], code: /^(damaged|invalid_input)$/ },
    { files: [{ name: 'people.avro', content: file }], code: /^invalid_input$/ },
    { files: [file, { name: 'jobs.avro', content: file }], code: /^invalid_input$/ },
    { files: [{ name: 'departments.avro', content: file }], code: /^(damaged|invalid_input)$/ },
    { files: [{ name: '../../jobs.avro', content: file }], code: /^invalid_input$/ },
  ]
  for (const { files, code } of refused)
    expect([files, (await failure(server.rollcall.backups.import(files))).code]).toEqual([
      files,
      expect.stringMatching(code),
    ])
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('files that are refused are closed', async () => {
  await using server = await testServer()
  const files = [{ name: 'job_backup_1.avro', content: [Buffer.from('1,Clerk\n'.repeat(100_000))] }]
  for (let time = 0; time < 10; time++) await failure(server.rollcall.backups.import(files))
  await until('no open file', async () => (await openBelow(server.home)).length === 0)
})

/** The files below a folder that this process has open, removed ones too. */
async function openBelow(folder: string): Promise<string[]> {
  const open = await readdir('/proc/self/fd')
  const home = await realpath(folder)
  const paths = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return paths.filter((path) => path.startsWith(home))
}
