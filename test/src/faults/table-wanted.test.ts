// Somebody wants a table for himself while a load is at work on it: PostgreSQL then has everybody who comes later wait behind him.
import { expect, test } from 'vitest'
import { employeeCsv } from '../support/employee-csv.js'
import { ended } from '../support/finish-task.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { employees, parents } from '../support/people.js'
import { serverBehindProxy } from '../support/server-behind-proxy.js'
import { testServer } from '../support/test-server.js'
import { until } from '../support/until.js'

const THERE = 10
const ROWS = 5000

test.each(['reject', 'update'] as const)('he gets it, and the load comes to its end: %s', async (onConflict) => {
  await using server = await serverBehindProxy()
  const { database, proxy, rollcall } = server
  await parents(database)
  await employees(database, THERE)
  // In the middle of looking keys up: parents were asked for, the table itself was not yet.
  let parentsAsked = false
  const at = ({ bytes }: { bytes: Buffer }) => {
    parentsAsked ||= bytes.includes('FROM jobs')
    return parentsAsked
  }
  proxy.plan({ what: 'stall', where: 'after', refuse: 0, at })
  const loading = rollcall.load('hired_employees', employeeCsv(1, ROWS), { onConflict })
  await until('the middle of the load', () => proxy.hasFailed())
  await using owner = await otherClient(database.url)
  const altering = owner.query('ALTER TABLE hired_employees ADD COLUMN note text')
  await Promise.race([altering, waitsForLock(database, 'relation')])
  proxy.mend()
  const inserted = ROWS - THERE
  expect(await loading).toMatchObject(onConflict === 'reject' ? { inserted, rejected: THERE } : { inserted })
  await altering
})

test('he gets it, and a restore comes to its end', async () => {
  await using server = await serverBehindProxy()
  const { database, proxy, rollcall } = server
  await parents(database)
  const { id } = await rollcall.backups.create()
  await database.sql('DELETE FROM jobs WHERE id = 2')
  // The table is locked, and the safety backup still to come.
  const at = ({ bytes }: { bytes: Buffer }) => bytes.includes('CREATE TEMPORARY TABLE')
  proxy.plan({ what: 'stall', where: 'before', refuse: 0, at })
  const restoring = rollcall.restore('jobs', id)
  await until('the middle of the restore', () => proxy.hasFailed())
  await using owner = await otherClient(database.url)
  const altering = owner.query('ALTER TABLE jobs ADD COLUMN note text')
  await waitsForLock(database, 'relation')
  proxy.mend()
  expect(await restoring).toMatchObject({ added: 1 })
  await altering
})

test('a backup that waits behind him can be cancelled', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await using owner = await otherClient(database.url)
  await owner.query('BEGIN; LOCK TABLE jobs')
  const stop = new AbortController()
  const backup = rollcall.backups.create({ signal: stop.signal })
  await waitsForLock(database, 'relation')
  stop.abort()
  await expect(backup).rejects.toMatchObject({ code: 'cancelled' })
})

test('a load that waits behind him can be cancelled', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await employees(database, THERE)
  await using owner = await otherClient(database.url)
  await owner.query('BEGIN; LOCK TABLE jobs')
  const { id } = await rollcall.startLoad('hired_employees', employeeCsv(1, ROWS))
  await waitsForLock(database, 'relation')
  await rollcall.tasks.cancel({ id })
  expect(await ended(rollcall, id)).toMatchObject({ state: 'cancelled' })
})
