import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { testServer } from '../support/test-server.js'

/** More than are kept; or in a hurry, so many that they are written in several pieces. */
const MANY = process.env['ROLLCALL_PROOF_RUNS'] ? 1_000_100 : 30_000
const MOST_KEPT = 1_000_000

function* badEmployees(): Generator<string> {
  for (let id = 1; id <= MANY; id++) yield `${id},Ann,2021-02-30,1,1\n`
}

test('every one of very many rejects is counted, the first are kept in order, and the good rows are in', async () => {
  await using server = await testServer()
  await parents(server.database)
  const good = `${MANY + 1},Ann,2021-02-28T00:00:00Z,1,1\n`
  const load = await server.rollcall.load('hired_employees', [...badEmployees(), good])
  const kept = Math.min(MANY, MOST_KEPT)
  expect(load).toMatchObject({ read: MANY + 1, inserted: 1, rejected: MANY, rejectsKept: kept < MANY ? kept : null })
  const [stored] = await server.database.sql(
    `SELECT count(*)::integer, min(line)::integer AS first, max(line)::integer AS last,
            bool_and(length = octet_length(text)) AS whole, count(DISTINCT problems)::integer AS reasons FROM rejects`,
  )
  expect(stored).toEqual({ count: kept, first: 1, last: kept, whole: true, reasons: 1 })
  const { rejects } = await server.rollcall.loads.rejects({ load: load.id, after: kept - 1 })
  expect(rejects).toMatchObject([{ line: kept, text: `${kept},Ann,2021-02-30,1,1` }])
})
