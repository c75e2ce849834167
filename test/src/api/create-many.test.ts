import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { fingerprint, parents } from '../support/people.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testServer } from '../support/test-server.js'

const jobs = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => ({ id: from + index, job: `Job ${from + index}` }))
const ann = { id: 1, name: 'Ann', datetime: '2021-11-07T02:48:42.000001Z', department_id: 1, job_id: 2 }

test.each([1, 1000])('%i good rows go in with one request', async (count) => {
  await using server = await testServer()
  const rows = jobs(count)
  expect(await server.rollcall.jobs.createMany({ rows })).toEqual({ inserted: count, rejected: [], load: null })
  expect(await server.database.sql('SELECT id, job FROM jobs ORDER BY id')).toEqual(rows)
})

test('1,000 rows of the longest names, four bytes a character, go in with one request', async () => {
  await using server = await testServer()
  const rows = jobs(1000).map(({ id }) => ({ id, job: '😀'.repeat(255) }))
  expect(await server.rollcall.jobs.createMany({ rows })).toMatchObject({ inserted: 1000 })
})

test.each([0, 1001])('%i rows are wrong input, and nothing goes in', async (count) => {
  await using server = await testServer()
  expect(await failure(server.rollcall.jobs.createMany({ rows: jobs(count) }))).toMatchObject({ code: 'invalid_input' })
  expect(await server.database.sql('SELECT * FROM jobs')).toEqual([])
})

test('good rows go in; each bad one is answered with its index, columns and codes', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.rollcall.hiredEmployees.create({ ...ann, id: 50 })
  const rows = [
    ann,
    { ...ann, id: 2, name: ' ' },
    { ...ann, id: 3, name: 'x'.repeat(256), datetime: 'yesterday' },
    { ...ann, id: 4, department_id: 99, job_id: -1 },
    { ...ann, id: 50 },
    { ...ann, id: 1 },
    { ...ann, id: 6, name: 'a\0' },
    { ...ann, id: 7, nickname: 'A' },
    { ...ann, id: '8' as unknown as number },
    { ...ann, id: 9, name: undefined as unknown as string },
    { ...ann, id: 10 },
  ]
  const { inserted, rejected } = await server.rollcall.hiredEmployees.createMany({ rows })
  expect(inserted).toBe(2)
  expect(
    rejected.map(({ index, problems }) => [index, ...problems.map(({ column, code }) => `${column} ${code}`)]),
  ).toEqual([
    [1, 'name missing_value'],
    [2, 'name too_long', 'datetime bad_timestamp'],
    [3, 'department_id unknown_parent', 'job_id unknown_parent'],
    [4, 'id already_exists'],
    [5, 'id duplicate_in_file'],
    [6, 'name bad_text'],
    [7, 'nickname unknown_column'],
    [8, 'id bad_integer'],
    [9, 'name missing_value'],
  ])
  expect(await server.database.sql('SELECT id FROM hired_employees ORDER BY id')).toEqual([
    { id: 1 },
    { id: 10 },
    { id: 50 },
  ])
})

test('a bad row is told whatever its fields are called, and the good ones are in', async () => {
  await using server = await testServer()
  await parents(server.database)
  const odd = { ...ann, id: 2, 'a\0': 1, ['b\ud83d']: 2, name: '😀'.repeat(300) }
  const { inserted, rejected, load } = await server.rollcall.hiredEmployees.createMany({ rows: [ann, odd] })
  expect([inserted, rejected.length]).toEqual([1, 1])
  expect((await server.rollcall.loads.rejects({ load: load ?? '' })).rejects).toHaveLength(1)
})

test('the problems of a bad row name what was seen', async () => {
  await using server = await testServer()
  await parents(server.database)
  const { rejected } = await server.rollcall.hiredEmployees.createMany({
    rows: [
      { ...ann, datetime: 'yesterday', job_id: 1 },
      { ...ann, job_id: 4711 },
    ],
  })
  expect(rejected.map(({ problems }) => problems[0]?.message)).toEqual([
    expect.stringContaining('yesterday'),
    expect.stringContaining('4711'),
  ])
})

test('rejected rows are recorded and found again by the load, in order, with the row as a line of CSV', async () => {
  await using server = await testServer()
  const rows = [...jobs(100).map((row) => (row.id % 2 ? row : { ...row, job: '' })), { id: 1, job: '  a, "b"\n' }]
  const { load, rejected } = await server.rollcall.jobs.createMany({ rows })
  const rejects = await rejectsOf(server.rollcall, load)
  expect(rejects.map(({ line, problems }) => [line, problems])).toEqual(
    rejected.map(({ index, problems }) => [index + 1, problems]),
  )
  expect(rejects).toHaveLength(51)
  expect(parse(rejects.map(({ text }) => `${text}\n`).join(''))).toEqual(
    rejected.map(({ index }) => Object.values(rows[index] ?? {}).map(String)),
  )
})

test('rows recorded as a load are listed with counts that add up', async () => {
  await using server = await testServer()
  const rows = [...jobs(10), { id: 3, job: 'again' }, { id: 11, job: '' }]
  const { load } = await server.rollcall.jobs.createMany({ rows })
  expect(await server.rollcall.tasks.get({ id: load ?? '' })).toMatchObject({
    kind: 'load',
    state: 'done',
    result: { read: 12, inserted: 10, updated: 0, skipped: 0, rejected: 2, path: 'request' },
  })
})

test('atomic: one bad row keeps every row out, and the bad ones are told', async () => {
  await using server = await testServer()
  await parents(server.database)
  const before = await fingerprint(server.database, 'jobs')
  const rows = [...jobs(10, 100), { id: 1, job: 'there already' }]
  const outcome = await server.rollcall.jobs.createMany({ rows, atomic: true }).catch((error: unknown) => error)
  expect(JSON.stringify(outcome)).toMatch(/already_exists|there already|index":10/)
  expect(outcome).not.toMatchObject({ inserted: 10 })
  expect(await fingerprint(server.database, 'jobs')).toBe(before)
})

test('atomic: good rows go in', async () => {
  await using server = await testServer()
  expect(await server.rollcall.jobs.createMany({ rows: jobs(10), atomic: true })).toMatchObject({
    inserted: 10,
    rejected: [],
  })
})

test('the first good row of a key wins, not the first row', async () => {
  await using server = await testServer()
  const rows = [
    { id: 1, job: '' },
    { id: 1, job: 'good' },
    { id: 1, job: 'late' },
  ]
  const { inserted, rejected } = await server.rollcall.jobs.createMany({ rows })
  expect([inserted, rejected.map(({ index, problems }) => [index, problems[0]?.code])]).toEqual([
    1,
    [
      [0, 'missing_value'],
      [2, 'duplicate_in_file'],
    ],
  ])
  expect(await server.database.sql('SELECT * FROM jobs')).toEqual([{ id: 1, job: 'good' }])
})

test('eight at once with ids that overlap: each row goes in once, and the counts add up', async () => {
  await using server = await testServer()
  const calls = Array.from({ length: 8 }, (_, index) => {
    const rows = jobs(500, 1 + index * 100)
    return server.rollcall.jobs.createMany({ rows })
  })
  const ends = await Promise.all(calls)
  const [counted] = await server.database.sql<{ count: number }>('SELECT count(*)::integer AS count FROM jobs')
  expect(counted?.count).toBe(1200)
  expect(ends.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(1200)
  expect(ends.reduce((sum, { rejected }) => sum + rejected.length, 0)).toBe(8 * 500 - 1200)
  for (const { rejected } of ends)
    for (const { problems } of rejected) expect(problems.map(({ code }) => code)).toEqual(['already_exists'])
})

test('eight at once with the same rows, half of them the other way round, do not lock each other out', async () => {
  await using server = await testServer()
  for (let from = 1; from < 3000; from += 1000) {
    const rows = jobs(1000, from)
    const calls = Array.from({ length: 8 }, (_, index) =>
      server.rollcall.jobs.createMany({ rows: index % 2 ? rows.toReversed() : rows }),
    )
    const ends = await Promise.allSettled(calls)
    expect(ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'good'))).toEqual(ends.map(() => 'good'))
  }
  expect(await server.database.sql('SELECT count(*)::integer AS count FROM jobs')).toEqual([{ count: 3000 }])
})

test('a parent removed while its employees come in leaves no employee without one, and fails with a code', async () => {
  await using server = await testServer()
  await parents(server.database)
  const rows = Array.from({ length: 1000 }, (_, index) => ({ ...ann, id: index + 1, job_id: 3 }))
  const [many, removed] = await Promise.allSettled([
    server.rollcall.hiredEmployees.createMany({ rows }),
    server.rollcall.jobs.remove({ id: 3 }),
  ])
  for (const end of [many, removed])
    if (end.status === 'rejected') expect(end.reason.code).toMatch(/^(unknown_parent|still_referenced)$/)
  const [orphans] = await server.database.sql<{ count: number }>(
    'SELECT count(*)::integer AS count FROM hired_employees LEFT JOIN jobs ON jobs.id = job_id WHERE jobs.id IS NULL',
  )
  expect(orphans?.count).toBe(0)
})

test('what was rejected is kept as it came, and is not taken for good when it is loaded as it is', async () => {
  await using server = await testServer()
  const { departments, loads } = server.rollcall
  const rows = [{ id: 1, department: 'a\ud800b' }, [2, 'Sales'], { id: 3, department: 'x', extra: 'y' }] as unknown as {
    id: number
    department: string
  }[]
  const { load } = await departments.createMany({ rows })
  const { rejects } = await loads.rejects({ load: load ?? '' })
  const lines = rejects.map(({ text, base64 }) => Buffer.from(base64 ?? text, base64 ? 'base64' : 'utf8'))
  expect(lines.slice(1).map(String)).toEqual(['"[2,""Sales""]"', '3,x,y'])
  const again = await server.rollcall.load('departments', [
    Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])),
  ])
  expect(again).toMatchObject({ read: 3, rejected: 3 })
})
