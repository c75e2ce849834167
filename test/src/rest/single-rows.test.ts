import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { testServer } from '../support/test-server.js'
import { oldClient, rowPaths } from './old-client.js'

const ann = { id: 7, name: 'Ann', datetime: '2021-11-07T02:48:42Z', department_id: 1, job_id: 2 }

test('a department comes as a form, and is answered as it is stored', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  const fields = { id: ' 7 ', department: '  Ventes & Café + 50% 😀 ' }
  const stored = { id: 7, department: 'Ventes & Café + 50% 😀' }
  expect(await client.postForm('departments/', fields)).toMatchObject({ status: 201, body: stored })
  expect(await server.database.sql('SELECT id, department FROM departments')).toEqual([stored])
  expect(await client.get('departments/')).toMatchObject({ status: 200, body: [stored] })
})

test('numbers, numeric texts and forms are the same row on every path that takes one object', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  const paths = ['departments', 'departments-list-serializer', 'departments-bulk-list-serializer/']
  for (const [index, path] of paths.entries()) {
    const id = 10 * index
    expect(await client.postJson(path, { id, department: 'Sales' })).toMatchObject({ status: 201, body: { id } })
    expect(await client.postJson(path, { id: `00${id + 1}`, department: 2021 })).toMatchObject({
      status: 201,
      body: { id: id + 1, department: '2021' },
    })
    const form = await client.postForm(path, { id: `${id + 2}`, department: 'Sales' })
    expect(form).toMatchObject({ status: 201, body: { id: id + 2, department: 'Sales' } })
  }
  const [count] = await server.database.sql(`SELECT count(*)::int AS rows FROM departments`)
  expect(count).toEqual({ rows: 9 })
})

test('an employee of any offset is answered in UTC, microseconds and all', async () => {
  await using server = await testServer()
  await parents(server.database)
  const sent = { ...ann, id: '7', datetime: ' 2021-12-31 23:30:00.000001-05:30 ', job_id: '2' }
  const stored = { ...ann, datetime: '2022-01-01T05:00:00.000001Z' }
  expect(await oldClient(server).postJson(rowPaths.hired_employees, sent)).toMatchObject({ status: 201, body: stored })
  const held = await server.database.sql(`SELECT datetime = '2022-01-01T05:00:00.000001Z' AS same FROM hired_employees`)
  expect(held).toEqual([{ same: true }])
})

test('what is wrong is told by field, and nothing goes in', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  const message = (text: string): unknown => [expect.stringContaining(text)]
  const wrong: [unknown, object][] = [
    [
      { id: 'x', department: ' ' },
      { id: message('is "x"'), department: message('is missing') },
    ],
    [{ id: 1.5 }, { id: message('is 1.5'), department: message('is missing') }],
    [
      { id: '', department: null },
      { id: message('is missing'), department: message('is missing') },
    ],
    [
      { id: true, department: ['a'] },
      { id: message('is true'), department: message('is ["a"]') },
    ],
    [
      { id: [1], department: { a: 1 } },
      { id: message('is [1]'), department: message('is {"a":1}') },
    ],
    [
      { id: 2 ** 31, department: 1e21 },
      { id: message('is 2147483648'), department: message('is 1e+21') },
    ],
    [7, { non_field_errors: message('expected an object with id, department') }],
    [null, { non_field_errors: message('expected an object with id, department') }],
    [[{ id: 1, department: 'Sales' }], { non_field_errors: message('expected one object') }],
  ]
  for (const [value, body] of wrong)
    expect(await client.postJson('departments/', value)).toMatchObject({ status: 400, body })
  expect((await client.send('departments/', { method: 'POST' })).body).toEqual(
    (await client.postForm('departments/', {})).body,
  )
  expect(await server.database.sql('SELECT * FROM departments')).toEqual([])
})

test('a field sent twice in a form is wrong, not the last of the two', async () => {
  await using server = await testServer()
  const body = new URLSearchParams('id=1&id=2&department=Sales')
  const answer = await oldClient(server).send('departments/', { method: 'POST', body })
  expect(answer).toMatchObject({
    status: 400,
    body: { id: ['id is ["1","2"]; expected a whole number from -2147483648 to 2147483647'] },
  })
})

test('fields that are no columns are left out, as the old service left them', async () => {
  await using server = await testServer()
  const fields = { csrfmiddlewaretoken: 'abc', ['__proto__']: 'x', id: '1', department: 'Sales' }
  expect(await oldClient(server).postForm('departments/', fields)).toMatchObject({
    status: 201,
    body: { id: 1, department: 'Sales' },
  })
})

test('a key that is there already is a 400 on the key, and the row stays what it was', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO departments VALUES (7, 'Sales')`)
  const answer = await oldClient(server).postForm('departments/', { id: '7', department: 'Support' })
  expect(answer).toMatchObject({
    status: 400,
    body: { id: ['department 7: id is 7; departments has that row already'] },
  })
  expect(await server.database.sql('SELECT id, department FROM departments')).toEqual([{ id: 7, department: 'Sales' }])
})

test('an unknown department and job are told with the row and the id', async () => {
  await using server = await testServer()
  await parents(server.database)
  const answer = await oldClient(server).postJson(rowPaths.hired_employees, { ...ann, department_id: '98', job_id: 99 })
  expect(answer).toMatchObject({
    status: 400,
    body: {
      department_id: ['hired_employee 7: department_id is 98; there is no such row in departments'],
      job_id: ['hired_employee 7: job_id is 99; there is no such row in jobs'],
    },
  })
})
