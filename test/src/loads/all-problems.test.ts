import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testServer } from '../support/test-server.js'

const GOOD = '1,Ann,2021-01-01T00:00:00Z,1,1\n'

test('all that is wrong with a line is told at once: its cells, the rows it points at, its key', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.rollcall.load('hired_employees', [GOOD])
  const load = await server.rollcall.load('hired_employees', [
    '1,,2021-02-30,99,x\n',
    '2,Bob,yesterday,99,98\n',
    'y,Cid,2021-01-01T00:00:00Z,99,1\n',
    '3,Dan,2021-01-01T00:00:00Z,99,98\n',
    '1,Eve,2021-01-01T00:00:00Z,99,1\n',
    '4,Fay,,1,1\n',
  ])
  expect(load).toMatchObject({ read: 6, inserted: 0, rejected: 6 })
  const told = (await rejectsOf(server.rollcall, load.id)).map(({ problems }) =>
    problems.map(({ column, code }) => `${column} ${code}`),
  )
  expect(told).toEqual([
    [
      'name missing_value',
      'datetime bad_timestamp',
      'job_id bad_integer',
      'department_id unknown_parent',
      'id already_exists',
    ],
    ['datetime bad_timestamp', 'department_id unknown_parent', 'job_id unknown_parent'],
    ['id bad_integer', 'department_id unknown_parent'],
    ['department_id unknown_parent', 'job_id unknown_parent'],
    ['department_id unknown_parent', 'id already_exists'],
    ['datetime missing_value'],
  ])
})
