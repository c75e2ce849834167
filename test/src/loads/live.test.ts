import { setTimeout as pause } from 'node:timers/promises'
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

test('rows that have to wait are not overwritten by those that are read meanwhile', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await database.sql(THERE)
  await using other = await otherClient(database.url)
  // A key that is not there yet, nor free: PostgreSQL takes no more rows before it knows.
  await other.query(`BEGIN; INSERT INTO hired_employees VALUES (7, 'Ann', '2021-11-07T02:48:42Z', 1, 1)`)
  const csv = rows(60_000)
  const loading = rollcall.load('hired_employees', [csv.join('\n')])
  await waitsForLock(database)
  // Until all is read that can be.
  await pause(500)
  await other.query('ROLLBACK')
  expect(await loading).toMatchObject({ inserted: csv.length })
  const found = await database.sql<{ row: string }>(
    `SELECT concat_ws(',', id, name, to_char(datetime, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), department_id, job_id) AS row
       FROM hired_employees WHERE id >= 0 ORDER BY id`,
  )
  expect(found.map(({ row }) => row)).toEqual(csv)
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
