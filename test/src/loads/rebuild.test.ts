import { setTimeout as pause } from 'node:timers/promises'
import { type LoadResult } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import pg from 'pg'
import { employeeCsv } from '../support/employee-csv.js'
import { ended } from '../support/finish-task.js'
import { keysOf } from '../support/keys-of.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { parents } from '../support/people.js'
import { testServer, type TestServer } from '../support/test-server.js'

/** Large enough for the foreign keys to be dropped and built anew. */
const ROWS = 40_000

async function pathOf(server: TestServer, load: LoadResult): Promise<string> {
  const task = await server.rollcall.tasks.get({ id: load.id })
  return task.kind === 'load' ? (task.result?.path ?? 'none') : 'none'
}

test('a large file into an empty table has its keys built anew, and they are what they were', async () => {
  await using server = await testServer()
  await parents(server.database)
  const before = await keysOf(server.database)
  const load = await server.rollcall.load('hired_employees', [
    ...employeeCsv(1, ROWS),
    '0,Nobody,2021-01-01T00:00:00Z,99,1\n',
  ])
  expect(await pathOf(server, load)).toBe('rebuild')
  expect(load).toMatchObject({ read: ROWS + 1, inserted: ROWS, rejected: 1 })
  expect(await keysOf(server.database)).toEqual(before)
  await expect(server.database.sql('UPDATE hired_employees SET job_id = 99 WHERE id = 1')).rejects.toThrow(
    /foreign key/,
  )
})

test('for how long readers had to wait is told, to the end of the building of keys', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await using other = await otherClient(database.url)
  await other.query('SELECT pg_advisory_lock(1)')
  // The keys are added when the rows are there.
  await database.sql(`
    CREATE FUNCTION hold_up() RETURNS event_trigger LANGUAGE plpgsql AS
      $$ BEGIN IF EXISTS (SELECT FROM hired_employees) THEN PERFORM pg_advisory_xact_lock(1); END IF; END $$;
    CREATE EVENT TRIGGER hold_up ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION hold_up()`)
  const loading = rollcall.load('hired_employees', employeeCsv(1, ROWS))
  await waitsForLock(database, 'advisory')
  await using reader = await otherClient(database.url)
  const read = reader.query('SELECT FROM departments')
  await waitsForLock(database, 'relation')
  await pause(300)
  await other.query('SELECT pg_advisory_unlock(1)')
  await read
  const { path, seconds, lockedSeconds } = await loading
  expect(path).toBe('rebuild')
  expect(lockedSeconds).toBeGreaterThan(0.3)
  expect(lockedSeconds).toBeLessThan(seconds)
})

test('keys on which more hangs than their definition says are left as they are', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql(`COMMENT ON CONSTRAINT hired_employees_pkey ON hired_employees IS 'by payroll'`)
  await server.database.sql(`COMMENT ON CONSTRAINT hired_employees_job_id_fkey ON hired_employees IS 'since 2019'`)
  await server.database.sql('CREATE TABLE badges (employee integer REFERENCES hired_employees)')
  await server.database.sql('CREATE INDEX by_name ON hired_employees (name)')
  const before = await keysOf(server.database)
  const load = await server.rollcall.load('hired_employees', employeeCsv(1, ROWS))
  expect(await pathOf(server, load)).toBe('rebuild')
  expect(await keysOf(server.database)).toEqual(before)
})

test('a load that fails after its keys were dropped leaves them as they were, and no row', async () => {
  await using server = await testServer()
  await parents(server.database)
  const before = await keysOf(server.database)
  // The rows are good; what PostgreSQL refuses it refuses while the keys are away.
  await server.database.sql(`ALTER TABLE hired_employees ADD CONSTRAINT early CHECK (id <> ${ROWS}) NOT VALID`)
  await expect(server.rollcall.load('hired_employees', employeeCsv(1, ROWS))).rejects.toThrow(/breaks a rule/)
  await server.database.sql('ALTER TABLE hired_employees DROP CONSTRAINT early')
  expect(await keysOf(server.database)).toEqual(before)
  expect(await server.database.sql('SELECT FROM hired_employees')).toEqual([])
  const [task] = await server.rollcall.tasks.list({ kind: 'load' })
  expect(task?.result).toMatchObject({ inserted: 0, lockedSeconds: expect.toSatisfy((seconds) => seconds > 0) })
  expect(task?.result).toSatisfy(({ seconds, lockedSeconds }: LoadResult) => seconds > lockedSeconds)
})

test('while somebody is at work on the tables, the load goes the way that disturbs nobody', async () => {
  await using server = await testServer()
  await parents(server.database)
  const reader = new pg.Client({ connectionString: server.database.url })
  await reader.connect()
  try {
    await reader.query('BEGIN')
    await reader.query('SELECT FROM departments')
    const load = await server.rollcall.load('hired_employees', employeeCsv(1, ROWS))
    expect(await pathOf(server, load)).toBe('live')
    expect(load).toMatchObject({ inserted: ROWS })
    // Who came after the load waited as long as it waited for the lock.
    expect(load.lockedSeconds).toBeGreaterThan(0.4)
  } finally {
    await reader.end()
  }
})

test('a dry run of a large file changes nothing', async () => {
  await using server = await testServer()
  await parents(server.database)
  const before = await keysOf(server.database)
  const load = await server.rollcall.load('hired_employees', employeeCsv(1, ROWS), { dryRun: true })
  expect(load).toMatchObject({ inserted: ROWS, dryRun: true })
  expect(await server.database.sql('SELECT FROM hired_employees')).toEqual([])
  expect(await keysOf(server.database)).toEqual(before)
})

test('rows of the table that others put there meanwhile are never lost', async () => {
  await using server = await testServer()
  await parents(server.database)
  const load = server.rollcall.load('hired_employees', employeeCsv(1, ROWS))
  const rows = Array.from({ length: 50 }, (_, index) => ({
    id: ROWS + 1 + index,
    name: 'Ann',
    datetime: '2021-01-01T00:00:00Z',
    department_id: 1,
    job_id: 1,
  }))
  for (const row of rows) await server.rollcall.hiredEmployees.create(row)
  expect(await load).toMatchObject({ inserted: ROWS, rejected: 0 })
  const [counted] = await server.database.sql<{ count: number }>(
    'SELECT count(*)::integer AS count FROM hired_employees',
  )
  expect(counted?.count).toBe(ROWS + rows.length)
})

test('a table that gets rows while the file is read is loaded another way, and both ways count as its time', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await using other = await otherClient(database.url)
  await other.query('BEGIN; LOCK TABLE departments')
  const loading = rollcall.load('hired_employees', employeeCsv(1, ROWS))
  // It judges by the parents while it reads.
  await waitsForLock(database, 'relation')
  await pause(1500)
  await other.query(`INSERT INTO hired_employees VALUES (1, 'There', '2021-11-07T02:48:42Z', 1, 1); COMMIT`)
  const { seconds, ...load } = await loading
  expect(load).toMatchObject({ path: 'live', inserted: ROWS - 1, rejected: 1 })
  expect(seconds).toBeGreaterThan(1.5)
  expect(await database.sql('SELECT name FROM hired_employees WHERE id = 1')).toEqual([{ name: 'There' }])
})

test('a view that needs the primary key has the load go the other way', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql('CREATE VIEW counted AS SELECT e.*, count(*) FROM hired_employees e GROUP BY e.id')
  const load = await server.rollcall.load('hired_employees', employeeCsv(1, ROWS))
  expect(load).toMatchObject({ inserted: ROWS })
  expect(await pathOf(server, load)).toBe('live')
})

test('a key that is not as usual stays while the rows go in', async () => {
  await using server = await testServer()
  const { sql } = server.database
  await parents(server.database)
  await sql('ALTER TABLE hired_employees DROP CONSTRAINT hired_employees_job_id_fkey')
  await sql(`ALTER TABLE hired_employees ADD CONSTRAINT hired_employees_job_id_fkey
             FOREIGN KEY (job_id) REFERENCES jobs (id) NOT VALID`)
  await sql('ALTER TABLE hired_employees DISABLE TRIGGER ALL')
  const triggers = () =>
    sql(
      `SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'hired_employees'::regclass AND tgenabled = 'D' ORDER BY 1`,
    )
  const before = [await keysOf(server.database), await triggers()]
  const load = await server.rollcall.load('hired_employees', employeeCsv(1, ROWS))
  expect(load).toMatchObject({ inserted: ROWS })
  expect([await keysOf(server.database), await triggers()]).toEqual(before)
})

test('the rejects of a load that is cut off when it is read say what its file was like', async () => {
  await using server = await testServer()
  const { sql } = server.database
  await parents(server.database)
  await sql(`ALTER TABLE hired_employees ADD CONSTRAINT early CHECK (id <> ${ROWS}) NOT VALID`)
  const header = 'id,name,datetime,job_id,department_id\n'
  const lines = Array.from(employeeCsv(1, ROWS))
  const failed = server.rollcall.load('hired_employees', [header, '0,,2021-11-07T02:48:42Z,3,1\n', ...lines])
  await expect(failed).rejects.toThrow(/breaks a rule/)
  const [task] = await server.rollcall.tasks.list({ kind: 'load' })
  expect(task?.result).toMatchObject({
    rejected: 1,
    inserted: 0,
    columns: ['id', 'name', 'datetime', 'job_id', 'department_id'],
  })
})

test('of a load that is cancelled while rows wait, all rejects that are told are kept', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await database.sql(`INSERT INTO hired_employees VALUES (-1, 'There', '2021-11-07T02:48:42Z', 1, 1)`)
  await using other = await otherClient(database.url)
  // A key that is not there yet, nor free: PostgreSQL takes no more rows before it knows.
  await other.query(`BEGIN; INSERT INTO hired_employees VALUES (5100, 'Ann', '2021-11-07T02:48:42Z', 1, 1)`)
  const bad = Array.from({ length: 4000 }, (_, line) => `${line},,2021-11-07T02:48:42Z,1,1\n`)
  const { id } = await rollcall.startLoad('hired_employees', [...bad, ...employeeCsv(5000, 15 * ROWS)])
  await waitsForLock(database)
  await rollcall.tasks.cancel({ id })
  const task = await ended(rollcall, id)
  const [stored] = await database.sql('SELECT count(*)::integer AS rejected FROM rejects')
  expect(task).toMatchObject({ state: 'cancelled', result: { rejected: 4000, rejectsKept: null } })
  expect(stored).toEqual({ rejected: 4000 })
})
