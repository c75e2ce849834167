// What a load makes of rows that are there, and of rejects beyond its budget.
import type { LoadFileOptions } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { loadJobs } from '../support/load-jobs.js'
import { employees, fingerprint, parents } from '../support/people.js'
import { random } from '../support/random.js'
import { rejectsOf } from '../support/rejects-of.js'
import { sumOfRows } from '../support/sum-of-rows.js'
import { testServer, type TestServer } from '../support/test-server.js'

// Each on a server and a database of its own, so they may wait for their tasks side by side.

test.concurrent(
  'read = inserted + updated + skipped + rejected, and the table has as many more rows as were inserted',
  async () => {
    for (const onConflict of ['reject', 'skip', 'update'] as const) {
      await using server = await testServer()
      await server.database.sql(`INSERT INTO jobs SELECT id, 'Job ' || id FROM generate_series(1, 500) AS id`)
      const { below, pick } = random(7)
      const lines = Array.from({ length: 3000 }, () =>
        pick([`${below(1500)},Job ${below(1500)}`, `${below(1500)},`, 'x,y', `${below(9)}`]),
      )
      const { result, rows } = await loadJobs(server, lines.join('\n'), { onConflict })
      expect([result.read, sumOfRows(result)]).toEqual([3000, 3000])
      expect(rows).toHaveLength(500 + result.inserted)
      expect(result.rejected).toBeGreaterThan(1000)
    }
  },
)

const there = [
  [1, 'old one'],
  [2, 'old two'],
]
const conflicting = '1,new one\n2,old two\n3,three\n3,again\n1,newest\n'

test.concurrent.each([
  ['reject', { inserted: 1, updated: 0, skipped: 0, rejected: 4 }, [...there, [3, 'three']]],
  ['skip', { inserted: 1, updated: 0, skipped: 2, rejected: 2 }, [...there, [3, 'three']]],
  [
    'update',
    { inserted: 1, updated: 1, skipped: 1, rejected: 2 },
    [
      [1, 'new one'],
      [2, 'old two'],
      [3, 'three'],
    ],
  ],
] as const)('on a conflict: %s', async (onConflict, counts, rows) => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1, 'old one'), (2, 'old two')`)
  const loaded = await loadJobs(server, conflicting, { onConflict })
  expect(loaded.result).toMatchObject({ read: 5, ...counts })
  expect(loaded.rows).toEqual(rows)
  expect(loaded.rejects.at(-2)?.problems[0]?.code).toBe('duplicate_in_file')
})

test.concurrent('an update reaches every column of an employee, and its row under its key only', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 3)
  const others = await server.database.sql('SELECT * FROM hired_employees WHERE id <> 2 ORDER BY id')
  const { updated } = await server.rollcall.load('hired_employees', ['2,New,1999-12-31T23:59:59.999999-02:00,3,3\n'], {
    onConflict: 'update',
  })
  expect(updated).toBe(1)
  expect(await server.rollcall.hiredEmployees.get({ id: 2 })).toEqual({
    id: 2,
    name: 'New',
    datetime: '2000-01-01T01:59:59.999999Z',
    department_id: 3,
    job_id: 3,
  })
  expect(await server.database.sql('SELECT * FROM hired_employees WHERE id <> 2 ORDER BY id')).toEqual(others)
})

test.concurrent(
  'an employee that differs by a microsecond is updated, and one that is the same instant in another offset is skipped',
  async () => {
    await using server = await testServer()
    await parents(server.database)
    const [one, two] = ['1,A,2021-01-01T00:00:00.000001Z,1,1', '2,B,2021-01-01T00:00:00Z,1,1']
    await server.rollcall.load('hired_employees', [`${one}\n${two}\n`])
    const again = '1,A,2021-01-01T00:00:00.000002Z,1,1\n2,B,2021-01-01T05:30:00+05:30,1,1\n'
    expect(await server.rollcall.load('hired_employees', [again], { onConflict: 'update' })).toMatchObject({
      updated: 1,
      skipped: 1,
    })
  },
)

test.concurrent.each([
  ['0', 1, true],
  ['1', 1, false],
  ['1', 2, true],
  ['10%', 10, false],
  ['10%', 11, true],
  ['9.99%', 10, true],
  ['0%', 1, true],
  ['100%', 100, false],
] as const)('with at most %s rejects, %i in 100 rows fail the load: %s', async (maxRejects, bad, fails) => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1000, 'there')`)
  const before = await fingerprint(server.database, 'jobs')
  const csv = Array.from({ length: 100 }, (_, index) => (index < 100 - bad ? `${index},a` : `${index},`)).join('\n')
  const id = await idOfLoad(server, csv, { maxRejects })
  const task = await server.rollcall.tasks.get({ id })
  expect(task.state).toBe(fails ? 'failed' : 'done')
  if (fails) expect(task.error?.code).toBe('too_many_rejects')
  expect((await fingerprint(server.database, 'jobs')) === before).toBe(fails || bad === 100)
  const rejects = await rejectsOf(server.rollcall, id)
  expect(rejects.length).toBeGreaterThan(0)
  expect(rejects[0]).toMatchObject({ line: 101 - bad, problems: [{ column: 'job', code: 'missing_value' }] })
})

test.concurrent.each(['-1', '1.5', '5 %', 'all', ''])('%j is no budget of rejects', async (maxRejects) => {
  await using server = await testServer()
  expect(await failure(server.rollcall.load('jobs', ['1,a'], { maxRejects }))).toMatchObject({ code: 'invalid_input' })
})

test.concurrent('a dry run counts as the load would, keeps its rejects, and changes nothing', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1, 'old one'), (2, 'old two')`)
  const before = await fingerprint(server.database, 'jobs')
  const options = { onConflict: 'update' } as const
  const dry = await loadJobs(server, conflicting, { ...options, dryRun: true })
  expect(await fingerprint(server.database, 'jobs')).toBe(before)
  const real = await loadJobs(server, conflicting, options)
  const { read, inserted, updated, skipped, rejected } = real.result
  expect(dry.result).toMatchObject({ state: 'done', dryRun: true, read, inserted, updated, skipped, rejected })
  expect(dry.rejects).toEqual(real.rejects)
})

test.concurrent(
  'the first accepted row of a key wins: row 1 has an unknown parent, row 2 with the same id is good',
  async () => {
    for (const onConflict of ['reject', 'skip', 'update'] as const) {
      await using server = await testServer()
      await parents(server.database)
      const line = (name: string, department: number) => `7,${name},2021-01-01T00:00:00Z,${department},1`
      const csv = [line('orphan', 99), line('good', 1), line('late', 2), line('late orphan', 99)].join('\n')
      const { id } = await server.rollcall.load('hired_employees', [csv], { onConflict })
      expect((await rejectsOf(server.rollcall, id)).map(({ line, problems }) => [line, problems[0]?.code])).toEqual([
        [1, 'unknown_parent'],
        [3, 'duplicate_in_file'],
        [4, expect.stringMatching(/^(duplicate_in_file|unknown_parent)$/)],
      ])
      expect(await server.database.sql('SELECT name FROM hired_employees')).toEqual([{ name: 'good' }])
    }
  },
)

test.concurrent('a duplicate is found however far it is from the first, in 200,000 rows', async () => {
  await using server = await testServer()
  const pieces = function* () {
    for (let from = 0; from < 200_000; from += 10_000)
      yield Array.from({ length: 10_000 }, (_, index) => `${from + index},Job\n`).join('')
    yield '0,late\n199999,late\n-1,good\n'
  }
  const result = await server.rollcall.load('jobs', pieces())
  expect(result).toMatchObject({ read: 200_003, inserted: 200_001, rejected: 2 })
  expect((await rejectsOf(server.rollcall, result.id)).map(({ line }) => line)).toEqual([200_001, 200_002])
})

/** The id of a load, however it ends. */
async function idOfLoad(server: TestServer, csv: string, options: LoadFileOptions): Promise<string> {
  let id = ''
  const onStarted = (task: { id: string }) => (id = task.id)
  await server.rollcall.load('jobs', [csv], { ...options, onStarted }).catch(() => undefined)
  return id
}
