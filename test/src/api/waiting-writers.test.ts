import { createRollcall } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { otherClient } from '../support/other-client.js'
import { testServer } from '../support/test-server.js'
import { until } from '../support/until.js'

/** More than there are connections for. */
const WRITERS = 15

test('those who only read go on while very many wait to write', async () => {
  await using server = await testServer()
  const { database, rollcall, url } = server
  await using other = await otherClient(database.url)
  await other.query('BEGIN; LOCK TABLE departments IN SHARE MODE')
  const writing = Array.from({ length: WRITERS }, (_, index) =>
    rollcall.departments.create({ id: index + 1, department: 'Sales' }),
  )
  await until('all connections of writers waiting', async () => {
    const waiting = await database.sql('SELECT FROM pg_locks WHERE NOT granted')
    return waiting.length >= 10
  })
  expect(await createRollcall({ url, retries: 0 }).departments.list()).toEqual({ rows: [], next: null })
  await other.query('COMMIT')
  await Promise.all(writing)
  expect(await database.sql('SELECT FROM departments')).toHaveLength(WRITERS)
})
