import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { employees, parents } from '../support/people.js'
import { testServer } from '../support/test-server.js'

const ann = { id: 1, name: 'Ann', datetime: '2021-11-07T02:48:42Z', department_id: 1, job_id: 2 }

test('2,500 rows are listed page by page in key order, each once, negative keys too', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs SELECT id, 'Job ' || id FROM generate_series(-1250, 1249) AS id`)
  const pages: number[][] = []
  for (let after: number | null | undefined; after !== null;) {
    const { rows, next } = await server.rollcall.jobs.list({ limit: 1000, ...(after !== undefined && { after }) })
    pages.push(rows.map(({ id }) => id))
    after = next
  }
  expect(pages.map(({ length }) => length)).toEqual([1000, 1000, 500])
  expect(pages.flat()).toEqual(Array.from({ length: 2500 }, (_, index) => index - 1250))
})

test('a last page that is just full is followed by none', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs SELECT id, 'Job' FROM generate_series(1, 4) AS id`)
  const first = await server.rollcall.jobs.list({ limit: 2 })
  const second = await server.rollcall.jobs.list({ limit: 2, after: first.next ?? 0 })
  expect([first.next, second.rows.map(({ id }) => id), second.next]).toEqual([2, [3, 4], null])
})

test('each gives every row of the table, whatever the size of a page', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 250)
  const ids: number[] = []
  for await (const { id } of server.rollcall.hiredEmployees.each({ pageSize: 7, after: 10 })) ids.push(id)
  expect(ids).toEqual(Array.from({ length: 240 }, (_, index) => index + 11))
})

test('a list without a limit has 100 rows, and one of 0 or 1,001 is wrong input', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs SELECT id, 'Job' FROM generate_series(1, 101) AS id`)
  expect((await server.rollcall.jobs.list()).rows).toHaveLength(100)
  expect(await failure(server.rollcall.jobs.list({ limit: 0 }))).toMatchObject({ code: 'invalid_input' })
  expect(await failure(server.rollcall.jobs.list({ limit: 1001 }))).toMatchObject({ code: 'invalid_input' })
})

test('a row that was made, changed and removed is there, is other, and is gone', async () => {
  await using server = await testServer()
  await parents(server.database)
  const { hiredEmployees } = server.rollcall
  expect(await hiredEmployees.create(ann)).toEqual(ann)
  expect(await hiredEmployees.get({ id: 1 })).toEqual(ann)
  const changed = { ...ann, name: 'Anna', job_id: 3 }
  expect(await hiredEmployees.update({ id: 1, changes: { name: 'Anna', job_id: 3 } })).toEqual(changed)
  expect(await hiredEmployees.get({ id: 1 })).toEqual(changed)
  expect(await hiredEmployees.remove({ id: 1 })).toEqual(changed)
  expect(await server.database.sql('SELECT * FROM hired_employees')).toEqual([])
})

test('a row that is not there is not found, and the message names it', async () => {
  await using server = await testServer()
  const { departments } = server.rollcall
  const calls = [
    departments.get({ id: 4711 }),
    departments.remove({ id: 4711 }),
    departments.update({ id: 4711, changes: { department: 'x' } }),
  ]
  for (const error of await Promise.all(calls.map(failure)))
    expect(error).toMatchObject({ code: 'not_found', message: expect.stringContaining('4711') })
})

test('a key that is there already is refused, and the row stays as it was', async () => {
  await using server = await testServer()
  await parents(server.database)
  const error = await failure(server.rollcall.departments.create({ id: 2, department: 'Other' }))
  expect(error).toMatchObject({ code: 'already_exists', issues: [{ table: 'departments', id: 2, column: 'id' }] })
  expect(await server.rollcall.departments.get({ id: 2 })).toEqual({ id: 2, department: 'Support' })
})

test('an unknown parent is refused and named, on create and on update', async () => {
  await using server = await testServer()
  await parents(server.database)
  const created = await failure(server.rollcall.hiredEmployees.create({ ...ann, department_id: 77, job_id: 88 }))
  expect(created).toMatchObject({ code: 'unknown_parent', message: expect.stringMatching(/77.*88/) })
  expect(created.issues.map(({ column }) => column)).toEqual(['department_id', 'job_id'])
  await server.rollcall.hiredEmployees.create(ann)
  const updated = await failure(server.rollcall.hiredEmployees.update({ id: 1, changes: { job_id: -5 } }))
  expect(updated).toMatchObject({
    code: 'unknown_parent',
    message: expect.stringContaining('-5'),
    issues: [{ column: 'job_id' }],
  })
  expect(await server.rollcall.hiredEmployees.get({ id: 1 })).toEqual(ann)
})

test('a parent still in use is not removed, and who uses it is named', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.rollcall.hiredEmployees.create({ ...ann, id: 9001 })
  const error = await failure(server.rollcall.departments.remove({ id: 1 }))
  expect(error).toMatchObject({
    code: 'still_referenced',
    message: expect.stringMatching(/department 1 .*hired_employees/),
  })
  expect(await server.rollcall.departments.get({ id: 1 })).toEqual({ id: 1, department: 'Sales' })
})

test.each([
  ['a text of white space', { name: ' \u00a0\t' }, 'name'],
  ['a text of 256 code points', { name: '😀'.repeat(256) }, 'name'],
  ['an empty text', { name: '' }, 'name'],
  ['a NUL', { name: 'a\0b' }, 'name'],
  ['half a surrogate pair', { name: '\ud83d' }, 'name'],
  ['a day that is not', { datetime: '2023-02-29T00:00:00Z' }, 'datetime'],
  ['a time without an offset', { datetime: '2023-02-28T00:00:00' }, 'datetime'],
  ['an integer above 32 bits', { id: 2 ** 31 }, 'id'],
  ['a fraction', { job_id: 1.5 }, 'job_id'],
  ['a number as text', { job_id: '1' as unknown as number }, 'job_id'],
  ['null', { name: null as unknown as string }, 'name'],
])('%s is wrong input, and its column is named', async (_what, wrong, column) => {
  await using server = await testServer()
  await parents(server.database)
  const error = await failure(server.rollcall.hiredEmployees.create({ ...ann, ...wrong }))
  expect(error.code).toBe('invalid_input')
  expect([...new Set(error.issues.map((issue) => issue.column))]).toEqual([column])
  expect(await server.database.sql('SELECT * FROM hired_employees')).toEqual([])
})

test('a row with a column too many or too few is wrong input', async () => {
  await using server = await testServer()
  const tooMany = { id: 1, department: 'Sales', boss: 'Ann' }
  const tooFew = { id: 1 } as { id: number; department: string }
  for (const row of [tooMany, tooFew])
    expect(await failure(server.rollcall.departments.create(row))).toMatchObject({ code: 'invalid_input' })
})

test('the key of a row cannot be changed, and no change at all is wrong input', async () => {
  await using server = await testServer()
  await parents(server.database)
  for (const changes of [{ id: 5, department: 'x' }, {}])
    expect(await failure(server.rollcall.departments.update({ id: 1, changes }))).toMatchObject({
      code: 'invalid_input',
    })
  expect(await server.rollcall.departments.get({ id: 1 })).toEqual({ id: 1, department: 'Sales' })
})

test.each([
  ['2021-11-07T02:48:42.123456Z', '2021-11-07T02:48:42.123456Z'],
  ['2021-11-07 02:48:42.5+05:30', '2021-11-06T21:18:42.5Z'],
  ['2021-12-31T23:59:59.999999-00:01', '2022-01-01T00:00:59.999999Z'],
  ['1969-12-31T23:59:59.000001Z', '1969-12-31T23:59:59.000001Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['0099-06-30T00:00:00.10Z', '0099-06-30T00:00:00.1Z'],
  ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
])('the timestamp %s is given in UTC as %s', async (given, told) => {
  await using server = await testServer()
  await parents(server.database)
  const { hiredEmployees } = server.rollcall
  const answers = [
    await hiredEmployees.create({ ...ann, datetime: given }),
    await hiredEmployees.get({ id: 1 }),
    ...(await hiredEmployees.list()).rows,
    await hiredEmployees.update({ id: 1, changes: { datetime: given } }),
    await hiredEmployees.remove({ id: 1 }),
  ]
  expect(answers.map(({ datetime }) => datetime)).toEqual(answers.map(() => told))
})

test('names go through the API unchanged, whatever is in them', async () => {
  await using server = await testServer()
  const names = [
    '  led by spaces, followed by\t\n',
    `"quoted" 'twice' \\ \\x00 $1 ? ?? :name`,
    '😀👩‍👩‍👧 e\u0301 é \u202e \ufeffx',
    '{"a":[1]}, {1,2}, NULL',
    "'); DROP TABLE jobs; --",
    '__proto__',
    '\u0001\u001f\u007f\u2028',
    '😀'.repeat(255),
  ]
  const rows = names.map((job, id) => ({ id, job }))
  for (const row of rows) expect(await server.rollcall.jobs.create(row)).toEqual(row)
  for (const { id, job } of rows) {
    expect(await server.rollcall.jobs.update({ id, changes: { job: 'x' } })).toEqual({ id, job: 'x' })
    expect(await server.rollcall.jobs.update({ id, changes: { job } })).toEqual({ id, job })
  }
  expect((await server.rollcall.jobs.list()).rows).toEqual(rows)
  expect(await server.database.sql('SELECT id, job FROM jobs ORDER BY id')).toEqual(rows)
})

test('what was not foreseen is masked: a request id, and nothing of the SQL', async () => {
  await using server = await testServer()
  await server.database.sql('ALTER TABLE jobs RENAME COLUMN job TO secret_column')
  const { jobs } = server.rollcall
  const row = { id: 1, job: 'x' }
  const calls = [jobs.list(), jobs.get({ id: 1 }), jobs.create(row), jobs.createMany({ rows: [row] })]
  for (const error of await Promise.all(calls.map(failure))) {
    expect(error.code).toBe('internal')
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(error.message).toContain(error.requestId)
    expect(`${error.message}${JSON.stringify(error.issues)}`).not.toMatch(
      /select|insert|secret_column|relation|"job"|constraint/i,
    )
  }
})

test('no answer of a refused request has SQL or the name of a constraint in it', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.rollcall.hiredEmployees.create(ann)
  const { departments, hiredEmployees } = server.rollcall
  const calls = [
    departments.create({ id: 1, department: 'x' }),
    departments.remove({ id: 1 }),
    hiredEmployees.create({ ...ann, id: 2, job_id: 99 }),
    hiredEmployees.create(ann),
  ]
  for (const { message } of await Promise.all(calls.map(failure)))
    expect(message).not.toMatch(/_fkey|_pkey|_check|insert into|delete from|violates/i)
})

test('one row made by eight at once is made by one of them', async () => {
  await using server = await testServer()
  const calls = Array.from({ length: 8 }, () => server.rollcall.jobs.create({ id: 1, job: 'Clerk' }))
  const ends = await Promise.allSettled(calls)
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'already_exists' })
})

test('a row whose writing and that of another client wait for each other is told so, is not written, and can be written after', async () => {
  await using server = await testServer()
  await parents(server.database)
  const { hiredEmployees } = server.rollcall
  await using other = await otherClient(server.database.url)
  await other.query('BEGIN; SELECT FROM jobs WHERE id = 2 FOR UPDATE')
  const failed = failure(hiredEmployees.create(ann))
  await waitsForLock(server.database)
  await other.query('SELECT FROM departments WHERE id = 1 FOR UPDATE')
  expect(await failed).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Nothing was changed') })
  await other.query('ROLLBACK')
  expect((await hiredEmployees.list()).rows).toEqual([])
  expect(await hiredEmployees.create(ann)).toEqual(ann)
})
