import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { peakMemory } from '../support/peak-memory.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testServer } from '../support/test-server.js'

/** More than are kept unless set otherwise; or in a hurry, so many that they are written in several pieces. */
const MANY = process.env['ROLLCALL_PROOF_RUNS'] ? 1_000_100 : 60_000
const MOST_KEPT = 1_000_000

/** So many bad lines, and a good one. */
function* lines(): Generator<string> {
  for (let id = 1; id <= MANY; id++) yield `${id},Ann,2021-02-30,1,1\n`
  yield `${MANY + 1},Ann,2021-02-28T00:00:00Z,1,1\n`
}

test('every one of very many rejects is counted, the first are kept in order, and the good rows are in', async () => {
  await using server = await testServer()
  await parents(server.database)
  using memory = peakMemory()
  const load = await server.rollcall.load('hired_employees', lines())
  // The server and the client are both in this process.
  expect(memory.bytes).toBeLessThan(256 << 20)
  const kept = Math.min(MANY, MOST_KEPT)
  expect(load).toMatchObject({ read: MANY + 1, inserted: 1, rejected: MANY, rejectsKept: kept < MANY ? kept : null })
  const [stored] = await server.database.sql(
    `SELECT count(*)::integer, min(line)::integer AS first, max(line)::integer AS last,
            bool_and(length = octet_length(text)) AS whole, count(DISTINCT problems)::integer AS reasons FROM rejects`,
  )
  expect(stored).toEqual({ count: kept, first: 1, last: kept, whole: true, reasons: 1 })
  // Without statistics each page would be found by sorting all that come after it.
  const [known] = await server.database.sql(`SELECT reltuples >= 50000 AS "of" FROM pg_class WHERE relname = 'rejects'`)
  expect(known).toEqual({ of: true })
  const { rejects } = await server.rollcall.loads.rejects({ load: load.id, after: kept - 1 })
  expect(rejects).toMatchObject([{ line: kept, text: `${kept},Ann,2021-02-30,1,1` }])
})

test('no more rejects are kept than may be, however many come at once', async () => {
  await using server = await testServer(undefined, { limits: { keptRejects: 7 } })
  const bad = Array.from({ length: 12_000 }, (_, id) => `${id},\n`)
  const load = await server.rollcall.load('jobs', [...bad, '12000,Clerk\n'])
  expect(load).toMatchObject({ read: 12_001, inserted: 1, rejected: 12_000, rejectsKept: 7 })
  expect((await rejectsOf(server.rollcall, load.id)).map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('rejects that could not be kept are not told as kept', async () => {
  await using server = await testServer()
  await server.database.sql('ALTER TABLE rejects ADD CHECK (line < 3) NOT VALID')
  await expect(server.rollcall.load('jobs', ['1,\n2,\n3,\n'])).rejects.toThrow(/breaks a rule/)
  const [task] = await server.rollcall.tasks.list({ kind: 'load' })
  expect(task?.result).toMatchObject({ rejected: 3, rejectsKept: 0 })
  expect(await server.database.sql('SELECT FROM rejects')).toEqual([])
})

test('a page of rejects ends before it becomes large, and the next goes on behind it', async () => {
  await using server = await testServer()
  const bad = Array.from({ length: 150 }, (_, id) => `${id},${'x'.repeat(100_000)}\n`)
  const load = await server.rollcall.load('jobs', bad)
  const page = await server.rollcall.loads.rejects({ load: load.id, limit: 1000 })
  const kept = page.rejects.map(({ text }) => text.length)
  expect(page.next).toBe(page.rejects.length)
  expect(kept.reduce((sum, length) => sum + length)).toBeLessThan(5 * 1024 * 1024)
  expect(kept.length).toBeGreaterThan(50)
  const all = await rejectsOf(server.rollcall, load.id)
  expect(all.map(({ line }) => line)).toEqual(bad.map((_, index) => index + 1))
  // Neither is a page that ends just there taken for the last.
  expect(await server.rollcall.loads.rejects({ load: load.id, after: 148, limit: 1 })).toMatchObject({ next: 149 })
  expect(await server.rollcall.loads.rejects({ load: load.id, after: 149, limit: 1 })).toMatchObject({ next: null })
})
