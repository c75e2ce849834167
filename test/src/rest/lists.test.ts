import { expect, test } from 'vitest'
import { employees, fingerprint, parents } from '../support/people.js'
import { testServer } from '../support/test-server.js'
import { oldClient, rowPaths } from './old-client.js'

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test.each(['departments-list-serializer/', rowPaths.departments])(
  '%s takes a list whose cells are texts',
  async (path) => {
    await using server = await testServer()
    const client = oldClient(server)
    const sent = [
      { id: '12', department: ' Support ' },
      { id: 3, department: 'Sales' },
    ]
    const stored = [
      { id: 12, department: 'Support' },
      { id: 3, department: 'Sales' },
    ]
    expect(await client.postJson(path, sent)).toMatchObject({ status: 201, body: stored })
    expect(await server.database.sql('SELECT id, department FROM departments ORDER BY id DESC')).toEqual(stored)
    expect((await client.get(path)).body).toEqual(stored.toReversed())
  },
)

test('1,929 employees come in one call, and all are answered in the order they were sent', async () => {
  await using server = await testServer()
  await parents(server.database)
  const client = oldClient(server)
  const sent = ids(1929).map((id) => ({
    id: `${1930 - id}`,
    name: `Employee ${id}`,
    datetime: `2021-${String(1 + (id % 12)).padStart(2, '0')}-07T02:48:${String(id % 60).padStart(2, '0')}Z`,
    department_id: `${1 + (id % 3)}`,
    job_id: 1 + (id % 2),
  }))
  const stored = sent.map((row) => ({ ...row, id: Number(row.id), department_id: Number(row.department_id) }))
  expect(await client.postJson(rowPaths.hired_employees, sent)).toMatchObject({ status: 201, body: stored })
  const rows = await server.database.sql(
    `SELECT id, name, to_char(datetime, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS datetime, department_id, job_id
       FROM hired_employees ORDER BY id DESC`,
  )
  expect(rows).toEqual(stored)
  expect((await client.get(rowPaths.hired_employees)).body).toEqual(stored.toReversed())
})

test('one wrong row keeps all of them out; each row has its entry, and the wrong one is recorded as it came', async () => {
  await using server = await testServer()
  await parents(server.database)
  const good = { id: 1, name: 'Ann', datetime: '2021-11-07T02:48:42Z', department_id: 1, job_id: 1 }
  const sent = [good, { ...good, id: '2', department_id: 99 }, 'Bob', { ...good, id: 3 }, good]
  expect(await oldClient(server).postJson(rowPaths.hired_employees, sent)).toMatchObject({
    status: 400,
    body: [
      {},
      { department_id: ['row 2, hired_employee 2: department_id is 99; there is no such row in departments'] },
      { non_field_errors: [expect.stringMatching(/^row 3: this is "Bob"; expected an object with id, name/)] },
      {},
      { id: ['row 5, hired_employee 1: id is 1; an earlier row of the same request has it'] },
    ],
  })
  expect(await server.database.sql('SELECT * FROM hired_employees')).toEqual([])
  const recorded = await server.database.sql(
    `SELECT line::int, convert_from(text, 'UTF8') AS text FROM rejects ORDER BY line`,
  )
  expect(recorded.slice(0, 2)).toEqual([
    { line: 2, text: '2,Ann,2021-11-07T02:48:42Z,99,1' },
    { line: 3, text: '"Bob"' },
  ])
})

test('5,000 rows of the longest text, every character escaped, go in with one call', async () => {
  await using server = await testServer()
  const job = '😀'.repeat(255)
  const rows = ids(5000).map((id) => `{"id": ${id}, "job": "${String.raw`\ud83d\ude00`.repeat(255)}"}`)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: `[${rows.join(', ')}]` }
  const answer = await oldClient(server).send(rowPaths.jobs, init)
  expect(answer.status).toBe(201)
  const held = await server.database.sql('SELECT count(*)::int AS rows FROM jobs WHERE job = $1', [job])
  expect(held).toEqual([{ rows: 5000 }])
})

test('more rows than 5,000 are a 413 that says how to load a file', async () => {
  await using server = await testServer()
  const rows = ids(5001).map((id) => ({ id, job: 'Clerk' }))
  const answer = await oldClient(server).postJson(rowPaths.jobs, rows)
  expect(answer).toMatchObject({
    status: 413,
    body: { detail: expect.stringContaining('`rollcall load jobs <file.csv>`') },
  })
  expect(await server.database.sql('SELECT * FROM jobs')).toEqual([])
})

test('a body that is too large is a 413 of the same shape', async () => {
  await using server = await testServer()
  const answer = await oldClient(server).postJson(rowPaths.jobs, { id: 1, job: 'x'.repeat(16 * 1024 * 1024) })
  expect(answer).toMatchObject({
    status: 413,
    body: { detail: expect.stringContaining('`rollcall load <table> <file.csv>`') },
  })
})

test('an empty list is a 400', async () => {
  await using server = await testServer()
  const answer = await oldClient(server).postJson(rowPaths.jobs, [])
  expect(answer).toMatchObject({ status: 400, body: { non_field_errors: [expect.stringContaining('empty')] } })
})

test('all rows are listed in key order, page after page', async () => {
  await using server = await testServer()
  await parents(server.database)
  const client = oldClient(server)
  expect((await client.get(rowPaths.hired_employees)).body).toEqual([])
  for (const count of [1000, 1001, 3456]) {
    await server.database.sql('TRUNCATE hired_employees')
    await employees(server.database, count)
    const { body, headers } = await client.get(rowPaths.hired_employees)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect((body as { id: number }[]).map(({ id }) => id)).toEqual(ids(count))
    // What was listed, put back as it was given out, is the same data to the microsecond.
    const before = await fingerprint(server.database, 'hired_employees')
    await server.database.sql('TRUNCATE hired_employees')
    await server.database.sql(
      'INSERT INTO hired_employees SELECT * FROM json_populate_recordset(NULL::hired_employees, $1)',
      [JSON.stringify(body)],
    )
    expect(await fingerprint(server.database, 'hired_employees')).toBe(before)
  }
})
