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

test('a parent that somebody removes meanwhile is missed, and no row is left without it', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await database.sql(`${THERE}; INSERT INTO departments VALUES (99, 'Closing')`)
  const before = await keysOf(database)
  await using other = await otherClient(database.url)
  await other.query('BEGIN; DELETE FROM departments WHERE id = 99')
  const loading = rollcall.load('hired_employees', [rows(20_000, (id) => (id === 12_345 ? 99 : 1)).join('\n')])
  await waitsForLock(database)
  await other.query('COMMIT')
  const load = await loading
  expect(load).toMatchObject({ read: 20_000, inserted: 19_999, rejected: 1 })
  expect(await rejectsOf(rollcall, load.id)).toMatchObject([
    { line: 12_346, problems: [{ column: 'department_id', code: 'unknown_parent' }] },
  ])
  const orphans = `SELECT FROM hired_employees WHERE department_id NOT IN (SELECT id FROM departments)`
  expect(await database.sql(orphans)).toEqual([])
  expect(await keysOf(database)).toEqual(before)
})
