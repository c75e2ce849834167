import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { testServer } from '../support/test-server.js'
import { oldClient } from './old-client.js'

test('the reports are lists, of 2021 unless another year is asked for', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql(`INSERT INTO hired_employees VALUES
    (1, 'Ann', '2021-01-01T00:00:00Z', 1, 1), (2, 'Bob', '2021-12-31T23:59:59.999999Z', 1, 1),
    (3, 'Cid', '2021-04-01T00:30:00+01:00', 2, 2), (4, 'Dot', '2022-07-01T00:00:00Z', 3, 3)`)
  const client = oldClient(server)
  const sales = { department: 'Sales', job: 'Clerk', q1: 1, q2: 0, q3: 0, q4: 1 }
  const support = { department: 'Support', job: 'Driver', q1: 1, q2: 0, q3: 0, q4: 0 }
  const legal = { department: 'Legal', job: 'Judge', q1: 0, q2: 0, q3: 1, q4: 0 }
  expect(await client.get('employees-hired-quarter/')).toMatchObject({ status: 200, body: [sales, support] })
  expect((await client.get('employees-hired-quarter?year=2021')).body).toEqual([sales, support])
  expect((await client.get('employees-hired-quarter/?year=2022')).body).toEqual([legal])
  expect((await client.get('employees-hired-department/')).body).toEqual([{ id: 1, department: 'Sales', hired: 2 }])
  expect((await client.get('employees-hired-department/?year=2022')).body).toEqual([
    { id: 3, department: 'Legal', hired: 1 },
  ])
  expect((await client.get('employees-hired-department/?year=1999')).body).toEqual([])
})

test.each(['', '0', '10000', '-1', '2021.0', '20x1', '2021&year=2022'])('the year %j is a 400', async (year) => {
  await using server = await testServer()
  const answer = await oldClient(server).get(`employees-hired-quarter/?year=${year}`)
  expect(answer).toMatchObject({
    status: 400,
    body: { year: [expect.stringContaining('expected one from 1 to 9999')] },
  })
})
