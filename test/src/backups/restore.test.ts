import { tableList, type TableName } from '@rollcall/tables'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { employees, fingerprint, fingerprints, parents } from '../support/people.js'
import { testServer, type TestServer } from '../support/test-server.js'

/** Every constraint of the three tables, and whether it is validated. */
const constraints = ({ database }: TestServer) =>
  database.sql<{ convalidated: boolean }>(
    `SELECT conrelid::regclass::text AS table, conname, convalidated, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE conrelid IN ('departments'::regclass, 'jobs'::regclass, 'hired_employees'::regclass) ORDER BY 1, 2`,
  )

interface Difference {
  added: number
  changed: number
  removed: number
  unchanged: number
}

/** What lies between two states of a table, counted by plain SQL. */
async function difference({ database }: TestServer, table: TableName, kept: string): Promise<Difference> {
  const [row] = await database.sql<Difference & { [column: string]: number }>(
    `SELECT (SELECT count(*)::integer FROM ${kept} k WHERE k.id NOT IN (SELECT id FROM ${table})) AS added,
            (SELECT count(*)::integer FROM ${table} t WHERE t.id NOT IN (SELECT id FROM ${kept})) AS removed,
            (SELECT count(*)::integer FROM (SELECT * FROM ${kept} INTERSECT SELECT * FROM ${table}) same) AS unchanged,
            (SELECT count(*)::integer FROM ${kept} k JOIN ${table} t ON t.id = k.id WHERE k::text <> t::text) AS changed`,
  )
  if (!row) throw new Error('no row')
  return row
}

/** 1,000 employees, a backup, the table as it was in `kept`, then rows changed by microseconds and names, removed and added. */
async function changedEmployees(server: TestServer): Promise<string> {
  const { sql } = server.database
  await parents(server.database)
  await employees(server.database, 1000)
  const { id } = await server.rollcall.backups.create()
  await sql('CREATE TABLE kept AS SELECT * FROM hired_employees')
  await sql('DELETE FROM hired_employees WHERE id % 7 = 0')
  await sql(`UPDATE hired_employees SET datetime = datetime + interval '1 microsecond' WHERE id % 11 = 0`)
  await sql(`UPDATE hired_employees SET name = name || ' ' WHERE id % 13 = 0`)
  await sql(`UPDATE hired_employees SET department_id = 3, job_id = 3 WHERE id % 17 = 0`)
  await sql(`INSERT INTO hired_employees SELECT 5000 + id, 'New', now(), 1, 1 FROM generate_series(1, 23) AS id`)
  return id
}

test('replace makes the table what it was, and counts what SQL counts', async () => {
  await using server = await testServer()
  const id = await changedEmployees(server)
  const expected = await difference(server, 'hired_employees', 'kept')
  expect([expected.added, expected.removed]).toEqual([142, 23])
  const restored = await server.rollcall.restore('hired_employees', id)
  expect(restored).toMatchObject({
    table: 'hired_employees',
    backup: id,
    mode: 'replace',
    dryRun: false,
    ...expected,
    rows: 1000,
  })
  expect(await fingerprint(server.database, 'hired_employees')).toBe(await fingerprint(server.database, 'kept'))
})

test('merge puts back what is missing or changed, and leaves rows that came since', async () => {
  await using server = await testServer()
  const id = await changedEmployees(server)
  const { added, changed, unchanged } = await difference(server, 'hired_employees', 'kept')
  await server.database.sql('INSERT INTO kept SELECT * FROM hired_employees WHERE id > 5000')
  const restored = await server.rollcall.restore('hired_employees', id, { mode: 'merge' })
  expect(restored).toMatchObject({ mode: 'merge', added, changed, removed: 0, unchanged: unchanged + 23, rows: 1023 })
  expect(await fingerprint(server.database, 'hired_employees')).toBe(await fingerprint(server.database, 'kept'))
})

test.each(['replace', 'merge'] as const)(
  'a dry run of %s tells the same counts, changes nothing and makes no safety backup',
  async (mode) => {
    await using server = await testServer()
    const id = await changedEmployees(server)
    const before = await fingerprints(server.database)
    const dry = await server.rollcall.restore('hired_employees', id, { mode, dryRun: true })
    expect(await fingerprints(server.database)).toEqual(before)
    expect(await server.rollcall.backups.list()).toHaveLength(1)
    const real = await server.rollcall.restore('hired_employees', id, { mode })
    expect(dry).toEqual({ ...real, dryRun: true, safetyBackup: null })
  },
)

test('a restore that finds nothing to do says so, and does nothing', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 100)
  const { id } = await server.rollcall.backups.create()
  const before = await fingerprints(server.database)
  expect(await server.rollcall.restore('hired_employees', id)).toMatchObject({
    added: 0,
    changed: 0,
    removed: 0,
    unchanged: 100,
    rows: 100,
  })
  expect(await fingerprints(server.database)).toEqual(before)
})

test('departments are restored under live employees: every employee and every constraint stays', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 500)
  const { id } = await server.rollcall.backups.create()
  const [departments] = await fingerprints(server.database)
  const before = await constraints(server)
  await server.database.sql(
    `UPDATE departments SET department = 'broken ' || id; INSERT INTO departments VALUES (77, 'new')`,
  )
  const [, jobs, people] = await fingerprints(server.database)
  expect(await server.rollcall.restore('departments', id)).toMatchObject({ added: 0, changed: 3, removed: 1, rows: 3 })
  expect(await fingerprints(server.database)).toEqual([departments, jobs, people])
  expect(await constraints(server)).toEqual(before)
  expect(before.every(({ convalidated }) => convalidated)).toBe(true)
  expect(await failure(server.rollcall.departments.remove({ id: 1 }))).toMatchObject({
    code: expect.not.stringMatching('internal'),
  })
})

test('a department in use that the backup lacks stands in the way: it is named, and nothing changes', async () => {
  await using server = await testServer()
  await parents(server.database)
  const { id } = await server.rollcall.backups.create()
  await server.database.sql(
    `INSERT INTO departments VALUES (4711, 'new'); INSERT INTO hired_employees VALUES (1, 'Ann', now(), 4711, 1)`,
  )
  await server.database.sql(`UPDATE departments SET department = 'broken' WHERE id = 1`)
  const before = await fingerprints(server.database)
  const error = await failure(server.rollcall.restore('departments', id))
  expect([error.code, error.message]).toEqual(['still_referenced', expect.stringContaining('4711')])
  expect(error.issues).toMatchObject([{ table: expect.any(String), id: 4711 }])
  expect(await fingerprints(server.database)).toEqual(before)
  expect(await failure(server.rollcall.restore('departments', id, { dryRun: true }))).toMatchObject({
    code: 'still_referenced',
  })
})

test('merge leaves a department in use that the backup lacks', async () => {
  await using server = await testServer()
  await parents(server.database)
  const { id } = await server.rollcall.backups.create()
  await server.database.sql(
    `INSERT INTO departments VALUES (4711, 'new'); INSERT INTO hired_employees VALUES (1, 'Ann', now(), 4711, 1)`,
  )
  expect(await server.rollcall.restore('departments', id, { mode: 'merge' })).toMatchObject({ removed: 0, rows: 4 })
})

test('an employee of the backup whose department is gone stands in the way: the department is named, and nothing changes', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 30)
  const { id } = await server.rollcall.backups.create()
  await server.database.sql('DELETE FROM hired_employees; DELETE FROM departments WHERE id = 2')
  const before = await fingerprints(server.database)
  const error = await failure(server.rollcall.restore('hired_employees', id))
  expect([error.code, error.message]).toEqual(['unknown_parent', expect.stringMatching(/department_?(id)?.* 2\b/)])
  expect(await fingerprints(server.database)).toEqual(before)
  await server.rollcall.restore('departments', id)
  expect(await server.rollcall.restore('hired_employees', id)).toMatchObject({ added: 30 })
})

test('the safety backup holds what was there before, and undoes the restore', async () => {
  await using server = await testServer()
  const id = await changedEmployees(server)
  const before = await fingerprints(server.database)
  const { safetyBackup } = await server.rollcall.restore('hired_employees', id)
  expect(await server.rollcall.backups.get(safetyBackup ?? '')).toMatchObject({ kind: 'safety' })
  expect(await server.rollcall.backups.verify(safetyBackup ?? '')).toMatchObject({ ok: true })
  expect(await fingerprints(server.database)).not.toEqual(before)
  await server.rollcall.restore('hired_employees', safetyBackup ?? '')
  expect(await fingerprints(server.database)).toEqual(before)
})

test('from nothing, tables come back parents first', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 20_000)
  const { id } = await server.rollcall.backups.create()
  const before = await fingerprints(server.database)
  await server.database.sql('TRUNCATE hired_employees, jobs, departments')
  for (const { name } of tableList) await server.rollcall.restore(name, id)
  expect(await fingerprints(server.database)).toEqual(before)
})

test('a restore and rows that come in meanwhile: no employee is left without a department', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 2000)
  const { id } = await server.rollcall.backups.create()
  await server.database.sql(`INSERT INTO departments VALUES (9, 'new')`)
  const row = { name: 'Ann', datetime: '2021-01-01T00:00:00Z', department_id: 9, job_id: 1 }
  const coming = Array.from({ length: 20 }, (_, index) =>
    server.rollcall.hiredEmployees.create({ id: 9000 + index, ...row }),
  )
  const ends = await Promise.allSettled([server.rollcall.restore('departments', id), ...coming])
  for (const end of ends)
    if (end.status === 'rejected') expect(end.reason.code).toMatch(/^(still_referenced|unknown_parent)$/)
  const [orphans] = await server.database.sql<{ count: number }>(
    'SELECT count(*)::integer AS count FROM hired_employees e LEFT JOIN departments d ON d.id = e.department_id WHERE d.id IS NULL',
  )
  expect(orphans?.count).toBe(0)
})

test('an employee who comes in at the last moment keeps the department that a restore would remove: it is refused, and nothing changes', async () => {
  await using server = await testServer(parents)
  const { backups } = server.rollcall
  const { id } = await backups.create()
  await server.database.sql(`INSERT INTO departments VALUES (4, 'Late')`)
  const before = await fingerprint(server.database, 'departments')
  await using other = await otherClient(server.database.url)
  await other.query(`BEGIN; INSERT INTO hired_employees VALUES (1, 'Ann', '2021-11-07T02:48:42Z', 4, 1)`)
  const refused = failure(server.rollcall.restore('departments', id))
  await waitsForLock(server.database)
  await other.query('COMMIT')
  expect(await refused).toMatchObject({ code: 'still_referenced' })
  expect(await fingerprint(server.database, 'departments')).toBe(before)
})

test('two restores of one table at once: both end well, and the table is what it was', async () => {
  await using server = await testServer()
  const id = await changedEmployees(server)
  await Promise.all([server.rollcall.restore('hired_employees', id), server.rollcall.restore('hired_employees', id)])
  expect(await fingerprint(server.database, 'hired_employees')).toBe(await fingerprint(server.database, 'kept'))
})
