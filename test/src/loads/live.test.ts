import { expect, test } from 'vitest'
import { keysOf } from '../support/keys-of.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { parents } from '../support/people.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testServer } from '../support/test-server.js'

const THERE = `INSERT INTO hired_employees VALUES (-1, 'There', '2021-11-07T02:48:42Z', 1, 1)`

function rows(count: number, department = (id: number) => 1 + (id % 3)): string[] {
  // Long names, so that they fill whatever lies between the file and PostgreSQL.
  const name = 'n'.repeat(200)
  return Array.from({ length: count }, (_, id) => `${id},${name} ${id},2021-11-07T02:48:42Z,${department(id)},1`)
}

test.each([
  { path: 'live', there: THERE },
  { path: 'rebuild', there: '' },
])('rows that have to wait are not overwritten by those that are read meanwhile: $path', async ({ path, there }) => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  // PostgreSQL takes no more rows for a while, in which all is read that can be.
  await database.sql(`${there};
    CREATE FUNCTION slowly(id integer) RETURNS boolean LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.4) WHERE id % 40000 = 7; RETURN true; END $$;
    ALTER TABLE hired_employees ADD CONSTRAINT slow CHECK (slowly(id)) NOT VALID`)
  const csv = rows(100_000)
  expect(await rollcall.load('hired_employees', [csv.join('\n')])).toMatchObject({ path, inserted: csv.length })
  const found = await database.sql<{ row: string }>(
    `SELECT concat_ws(',', id, name, to_char(datetime, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), department_id, job_id) AS row
       FROM hired_employees WHERE id >= 0 ORDER BY id`,
  )
  // Not handed to `expect`, which would show all of them.
  expect(found.findIndex(({ row }, id) => row !== csv[id])).toBe(-1)
  expect(found.length).toBe(csv.length)
})

test.each(['reject', 'update'] as const)('readers go on reading while a load is at work: %s', async (onConflict) => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await using reader = await otherClient(database.url)
  await reader.query(`SELECT pg_advisory_lock(1); SET lock_timeout = '50ms'`)
  await database.sql(`${THERE};
    CREATE FUNCTION held_up(id integer) RETURNS boolean LANGUAGE plpgsql AS
      $$ BEGIN IF id = 7 THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN true; END $$;
    ALTER TABLE hired_employees ADD CONSTRAINT held_up CHECK (held_up(id)) NOT VALID`)
  const loading = rollcall.load('hired_employees', [[...rows(20_000), `-1,Ann,2021-11-07T02:48:42Z,1,1`].join('\n')], {
    onConflict,
  })
  await waitsForLock(database, 'advisory')
  const read = await reader.query<{ count: string }>(
    'SELECT count(*) FROM hired_employees JOIN departments d ON d.id = department_id JOIN jobs j ON j.id = job_id',
  )
  // Not yet those of the load.
  expect(read.rows).toEqual([{ count: '1' }])
  await reader.query('SELECT pg_advisory_unlock(1)')
  expect(await loading).toMatchObject({ inserted: 20_000, path: 'live', lockedSeconds: 0 })
})

test.each([
  { way: 'a load', there: THERE, dryRun: false },
  { way: 'a dry run', there: THERE, dryRun: true },
  { way: 'a load that cannot have its keys built anew', there: '', dryRun: false },
  { way: 'a dry run of one', there: '', dryRun: true },
])('$way notices that a parent is removed meanwhile, and leaves no row without it', async ({ there, dryRun }) => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await database.sql(`${there}; INSERT INTO departments VALUES (99, 'Closing')`)
  const before = await keysOf(database)
  await using other = await otherClient(database.url)
  await other.query('BEGIN; DELETE FROM departments WHERE id = 99')
  const csv = rows(20_000, (id) => (id === 12_345 ? 99 : 1)).join('\n')
  const loading = rollcall.load('hired_employees', [csv], { dryRun })
  // The row of the parent, as the check of the key does: the lock on all of its table is given up before.
  await waitsForLock(database, 'transactionid')
  await other.query('COMMIT')
  const load = await loading
  expect(load).toMatchObject({ read: 20_000, inserted: 19_999, rejected: 1, dryRun })
  expect(await rejectsOf(rollcall, load.id)).toMatchObject([
    { line: 12_346, problems: [{ column: 'department_id', code: 'unknown_parent' }] },
  ])
  const [found] = await database.sql(
    `SELECT count(*)::integer AS rows, (count(*) FILTER (WHERE department_id NOT IN (SELECT id FROM departments)))::integer AS orphans
       FROM hired_employees WHERE id >= 0`,
  )
  expect(found).toEqual({ rows: dryRun ? 0 : 19_999, orphans: 0 })
  expect(await keysOf(database)).toEqual(before)
})
