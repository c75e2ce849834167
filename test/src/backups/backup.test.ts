import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tableList } from '@rollcall/tables'
import { describe, expect, test } from 'vitest'
import { avrocat, hasAvrocat, hasPythonAvro, pythonAvro, type AvroRow } from '../support/avro-readers.js'
import { backupFile, backupFolder } from '../support/backup-files.js'
import { failure } from '../support/failure.js'
import { MICROSECONDS } from '../support/microseconds.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { employees, fingerprints, parents } from '../support/people.js'
import { testServer, type TestServer } from '../support/test-server.js'

const instants = [
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00.000001Z',
  '1582-10-10T12:00:00.5Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:00:00Z',
  '2021-11-07T02:48:42.123456Z',
  '2255-06-05T23:47:34.740991Z',
  '2255-06-05T23:47:34.740993Z',
  '2300-01-01T00:00:00.000001Z',
  '9999-12-31T23:59:59.999999Z',
]

const awkward = [
  '  spaces  ',
  '"quoted"',
  "it's",
  '\\N',
  'tab\tnewline\n',
  '😀👩‍👩‍👧',
  '\u0001',
  'é e\u0301',
  '漢'.repeat(255),
  '{"a":1}',
  '{1,2}',
  'NULL',
]

/** Rows that are hard to carry: every awkward name, every instant at the edges, keys at the ends of 32 bits. */
async function awkwardRows({ database }: TestServer): Promise<void> {
  await parents(database)
  await database.sql('INSERT INTO jobs SELECT n + 100, job FROM unnest($1::text[]) WITH ORDINALITY AS t (job, n)', [
    awkward,
  ])
  await database.sql(`INSERT INTO departments VALUES (-2147483648, 'lowest'), (2147483647, 'highest')`)
  await database.sql(
    `INSERT INTO hired_employees SELECT n, 'Ann', datetime, 2147483647, 1 FROM unnest($1::timestamptz[]) WITH ORDINALITY AS t (datetime, n)`,
    [instants],
  )
}

const rowsOf = ({ database }: TestServer, table: string) =>
  database.sql<AvroRow>(
    table === 'hired_employees'
      ? `SELECT id, name, ${MICROSECONDS('datetime')} AS datetime, department_id, job_id FROM hired_employees ORDER BY id`
      : `SELECT * FROM ${table} ORDER BY id`,
  )

test('the figures of a backup are those of its files and of the tables, in the answer and in the manifest', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 12_345)
  const backup = await server.rollcall.backups.create()
  expect(backup).toMatchObject({ kind: 'manual', id: expect.stringMatching(/^\d{8}_\d{6}_[0-9a-f]{4}$/) })
  const manifest = JSON.parse(await readFile(backupFile(server.home, backup.id, 'manifest.json'), 'utf8')) as object
  expect(manifest).toMatchObject(backup)
  for (const { name } of tableList) {
    const path = backupFile(server.home, backup.id, `${name}.avro`)
    const bytes = await readFile(path)
    const [counted] = await server.database.sql<{ rows: number }>(`SELECT count(*)::integer AS rows FROM ${name}`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(backup.tables[name]).toEqual({ rows: counted?.rows, bytes: (await stat(path)).size, sha256 })
  }
  expect(Math.abs(Date.now() - Date.parse(backup.createdAt))).toBeLessThan(60_000)
})

test('a backup folder holds the manifest and one file per table, for nobody else to read', async () => {
  await using server = await testServer()
  await parents(server.database)
  const { id } = await server.rollcall.backups.create()
  const names = await readdir(backupFolder(server.home, id))
  expect(names.sort()).toEqual(['departments.avro', 'hired_employees.avro', 'jobs.avro', 'manifest.json'])
  expect(await readdir(backupFolder(server.home))).toEqual([id])
  expect((await stat(backupFolder(server.home, id))).mode & 0o007).toBe(0)
})

describe.skipIf(!hasAvrocat)('with avrocat (Debian: avro-bin)', () => {
  test.each(tableList.map(({ name }) => name))('avro-c reads the rows of %s, the same ones', async (table) => {
    await using server = await testServer()
    await awkwardRows(server)
    const { id } = await server.rollcall.backups.create()
    expect(avrocat(backupFile(server.home, id, `${table}.avro`))).toEqual(await rowsOf(server, table))
  })

  test('avro-c reads every block of a file of 20,000 rows', async () => {
    await using server = await testServer()
    await parents(server.database)
    await employees(server.database, 20_000)
    const { id } = await server.rollcall.backups.create()
    expect(avrocat(backupFile(server.home, id, 'hired_employees.avro'))).toEqual(
      await rowsOf(server, 'hired_employees'),
    )
  })
})

describe.skipIf(!hasPythonAvro)('with the avro package of Python', () => {
  test.each(tableList.map(({ name }) => name))('Python reads the rows of %s, the same ones', async (table) => {
    await using server = await testServer()
    await awkwardRows(server)
    const { id } = await server.rollcall.backups.create()
    expect(pythonAvro(backupFile(server.home, id, `${table}.avro`))).toEqual(await rowsOf(server, table))
  })
})

test('awkward names and instants from year 1 to 9999 come back exactly', async () => {
  await using server = await testServer()
  await awkwardRows(server)
  const before = await fingerprints(server.database)
  const { id } = await server.rollcall.backups.create()
  expect(await server.rollcall.backups.verify(id)).toMatchObject({ ok: true, problems: [] })
  await server.database.sql('TRUNCATE hired_employees, departments, jobs')
  for (const { name } of tableList) await server.rollcall.restore(name, id)
  expect(await fingerprints(server.database)).toEqual(before)
})

test('a backup of empty tables is whole, and empties the tables again', async () => {
  await using server = await testServer()
  const { id, tables } = await server.rollcall.backups.create()
  expect(tables).toMatchObject({ departments: { rows: 0 }, jobs: { rows: 0 }, hired_employees: { rows: 0 } })
  expect(await server.rollcall.backups.verify(id)).toMatchObject({ ok: true })
  await parents(server.database)
  expect(await server.rollcall.restore('jobs', id)).toMatchObject({ removed: 3, rows: 0 })
})

test('a backup is of one moment: no employee in it lacks its department, while both come in', async () => {
  await using server = await testServer()
  await parents(server.database)
  const writers = new AbortController()
  const writing = (async () => {
    for (let id = 100; !writers.signal.aborted; id++)
      await server.database.sql(
        `WITH d AS (INSERT INTO departments VALUES (${id}, 'D') RETURNING id) SELECT id FROM d;
         INSERT INTO hired_employees VALUES (${id}, 'Ann', now(), ${id}, 1)`,
      )
  })()
  const backups = []
  for (let count = 0; count < 4; count++) backups.push(await server.rollcall.backups.create())
  writers.abort()
  await writing
  const sizes = new Set(backups.map(({ tables }) => tables.hired_employees?.rows))
  expect(sizes.size).toBeGreaterThan(1)
  for (const { id, tables } of backups) {
    expect(tables.departments?.rows).toBe((tables.hired_employees?.rows ?? 0) + 3)
    expect(await server.rollcall.restore('hired_employees', id)).toMatchObject({ rows: tables.hired_employees?.rows })
  }
})

test('backups are listed newest first, and got one by one', async () => {
  await using server = await testServer()
  const made = []
  for (let count = 0; count < 3; count++) made.push(await server.rollcall.backups.create())
  expect(await server.rollcall.backups.list()).toEqual(made.toReversed())
  for (const backup of made) expect(await server.rollcall.backups.get(backup.id)).toEqual(backup)
})

test('four backups asked for at once are four, each whole', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 1000)
  const made = await Promise.all([1, 2, 3, 4].map(() => server.rollcall.backups.create()))
  expect(new Set(made.map(({ id }) => id)).size).toBe(4)
  for (const { id } of made) expect(await server.rollcall.backups.verify(id)).toMatchObject({ ok: true })
})

test('a backup that was removed is gone, from the list and from the disk', async () => {
  await using server = await testServer()
  const kept = await server.rollcall.backups.create()
  const { id } = await server.rollcall.backups.create()
  await server.rollcall.backups.remove(id)
  expect(await server.rollcall.backups.list()).toEqual([kept])
  expect(await readdir(backupFolder(server.home))).toEqual([kept.id])
  for (const error of await Promise.all(
    [server.rollcall.backups.get(id), server.rollcall.backups.remove(id), server.rollcall.restore('jobs', id)].map(
      failure,
    ),
  ))
    expect(error.code).toBe('not_found')
})

test('of those who remove one backup at once one has done it, and the others and who looks at it are told that it is gone', async () => {
  await using server = await testServer(parents)
  const { backups } = server.rollcall
  for (let round = 0; round < 10; round++) {
    const { id } = await backups.create()
    const removals = Array.from({ length: 4 }, () => backups.remove(id))
    const looks = Promise.allSettled(Array.from({ length: 8 }, () => backups.get(id)))
    const ends = await Promise.allSettled(removals)
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const end of [...ends, ...(await looks)]) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'not_found' })
    }
  }
  expect(await server.database.sql(`SELECT FROM audit WHERE action = 'backups.remove'`)).toHaveLength(10)
})

test('a file of a backup is downloaded as it is on disk', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 5000)
  const { id } = await server.rollcall.backups.create()
  for (const name of ['hired_employees.avro', 'manifest.json']) {
    const pieces: Uint8Array[] = []
    for await (const piece of server.rollcall.backups.download(id, name)) pieces.push(piece)
    expect(Buffer.concat(pieces).equals(await readFile(backupFile(server.home, id, name)))).toBe(true)
  }
})

test('nothing but the files of a backup can be downloaded', async () => {
  await using server = await testServer()
  const { id } = await server.rollcall.backups.create()
  const paths = [
    `${id}/..%2f..%2fuploads`,
    `${id}/passwd`,
    `..%2f${id}/jobs.avro`,
    `${id}/%2fetc%2fpasswd`,
    `${id}/jobs.avro%00`,
    `${id}/.`,
  ]
  for (const path of paths)
    expect([path, (await fetch(`${server.url}/backups/${path}`)).status]).toEqual([
      path,
      expect.toSatisfy((status: number) => [400, 404].includes(status)),
    ])
})

test('what is no id of a backup is wrong input, and reaches no path', async () => {
  await using server = await testServer()
  for (const id of ['../backups', '/etc', '', '20240101_000000_zzzz', join('..', '20240101_000000_abcd')]) {
    expect(await failure(server.rollcall.backups.get(id))).toMatchObject({ code: 'invalid_input' })
    expect(await failure(server.rollcall.backups.remove(id))).toMatchObject({ code: 'invalid_input' })
    expect(await failure(server.rollcall.restore('jobs', id))).toMatchObject({ code: 'invalid_input' })
  }
})

test('a folder without a manifest, and files that lie about, are no backups', async () => {
  await using server = await testServer()
  const { id } = await server.rollcall.backups.create()
  await mkdir(backupFolder(server.home, '20240101_000000_abcd'))
  await writeFile(backupFolder(server.home, 'notes.txt'), 'x')
  expect((await server.rollcall.backups.list()).map((backup) => backup.id)).toEqual([id])
  expect(await failure(server.rollcall.restore('jobs', '20240101_000000_abcd'))).toMatchObject({
    code: expect.stringMatching(/^(not_found|damaged)$/),
  })
})

test('a backup that had to wait has what was done meanwhile, and says a moment after that', async () => {
  await using server = await testServer()
  await using other = await otherClient(server.database.url)
  await other.query(`BEGIN; LOCK TABLE jobs; INSERT INTO jobs VALUES (1, 'Clerk')`)
  const backup = server.rollcall.backups.create()
  await waitsForLock(server.database)
  const { rows } = await other.query<{ now: string }>(
    `SELECT to_json(clock_timestamp() AT TIME ZONE 'UTC')#>>'{}' || 'Z' AS now`,
  )
  await other.query('COMMIT')
  const { createdAt, tables } = await backup
  expect(tables.jobs?.rows).toBe(1)
  expect(createdAt > (rows[0]?.now ?? '')).toBe(true)
})
