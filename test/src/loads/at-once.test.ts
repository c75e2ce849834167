// Loads beside others, and loads that are given up.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { jobsIn } from '../support/load-jobs.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { parents } from '../support/people.js'
import { sumOfRows } from '../support/sum-of-rows.js'
import { testServer } from '../support/test-server.js'

// Each on a server and a database of its own, so they may wait for their tasks side by side.

test.concurrent('two loads of the same rows at once: each row goes in once, and both counts add up', async () => {
  await using server = await testServer()
  const csv = (step: number) =>
    Array.from({ length: 20_000 }, (_, index) => `${(index * step) % 20_000},Job\n`).join('')
  const loads = await Promise.all([server.rollcall.load('jobs', [csv(1)]), server.rollcall.load('jobs', [csv(3)])])
  for (const load of loads) expect(sumOfRows(load)).toBe(20_000)
  expect(loads.reduce((total, { inserted }) => total + inserted, 0)).toBe(20_000)
  expect(await jobsIn(server)).toHaveLength(20_000)
})

test.concurrent(
  'rows that come in through the API while a load runs are not lost, and its counts stay true',
  async () => {
    await using server = await testServer()
    await parents(server.database)
    const csv = Array.from({ length: 60_000 }, (_, index) => `${index},Ann,2021-01-01T00:00:00Z,1,1\n`).join('')
    const loading = server.rollcall.load('hired_employees', [csv])
    let made = 0
    const making = (async () => {
      for (let id = 59_999; id > 59_900; id--) {
        const row = { id, name: 'Api', datetime: '2020-01-01T00:00:00Z', department_id: 2, job_id: 2 }
        await server.rollcall.hiredEmployees.create(row).then(
          () => made++,
          () => undefined,
        )
      }
    })()
    const [result] = await Promise.all([loading, making])
    const [found] = await server.database.sql<{ all: number; api: number }>(
      `SELECT count(*)::integer AS all, (count(*) FILTER (WHERE name = 'Api'))::integer AS api FROM hired_employees`,
    )
    expect(found).toEqual({ all: 60_000, api: made })
    expect(result).toMatchObject({ read: 60_000, inserted: 60_000 - made, rejected: made })
  },
)

test.concurrent('a load that is cancelled changes nothing', async () => {
  await using server = await testServer()
  await using other = await otherClient(server.database.url)
  // A key that is not there yet, nor free: the load waits with half of its rows in the table.
  await other.query(`BEGIN; INSERT INTO jobs VALUES (50000, 'Clerk')`)
  const stop = new AbortController()
  const csv = Array.from({ length: 100_000 }, (_, id) => `${id},Job\n`).join('')
  const loading = failure(server.rollcall.load('jobs', [csv], { signal: stop.signal }))
  await waitsForLock(server.database, 'transactionid')
  stop.abort()
  expect(await loading).toMatchObject({ code: 'cancelled' })
  await other.query('ROLLBACK')
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toMatchObject([{ state: 'cancelled' }])
  expect(await jobsIn(server)).toEqual([])
})

test.concurrent('a load of an upload that is not there is refused, and says so', async () => {
  await using server = await testServer()
  const { loads } = server.rollcall
  const error = await failure(loads.start({ id: randomUUID(), upload: randomUUID(), table: 'jobs' }))
  expect(error).toMatchObject({ code: 'not_found', message: expect.stringContaining('There is no upload') })
})
