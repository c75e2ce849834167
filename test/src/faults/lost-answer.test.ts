// PostgreSQL did what it was asked, or did not, and the connection broke before it could say so.
import { randomUUID } from 'node:crypto'
import { createRollcall } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { ended } from '../support/finish-task.js'
import type { Fault } from '../support/pg-proxy.js'
import { type ServerBehindProxy, serverBehindProxy } from '../support/server-behind-proxy.js'
import { tableLock } from '../support/table-lock.js'
import { until } from '../support/until.js'

/** The first message with this text. */
const saying =
  (text: string): Fault['at'] =>
  ({ bytes }) =>
    bytes.includes(text)

/** That so many rows were written, in answer to the first statement with this text. */
function answerTo(text: string, answer: string): Fault['at'] {
  let asked = false
  return ({ bytes }) => {
    asked ||= bytes.includes(text)
    return asked && bytes.includes(answer)
  }
}

const cut: Pick<Fault, 'what' | 'refuse' | 'where'> = { what: 'cut one', refuse: 0, where: 'before' }

/** Uploads a row of jobs and starts its load; fails as the start does. */
async function startLoad({ url, rollcall }: ServerBehindProxy, id: string, csv = '1,Clerk\n'): Promise<void> {
  const upload = await rollcall.uploads.open({ id: randomUUID() })
  expect((await fetch(`${url}/uploads/${upload.id}?offset=0`, { method: 'PUT', body: csv })).status).toBe(200)
  await createRollcall({ url, retries: 0 }).loads.start({ id, upload: upload.id, table: 'jobs' })
}

const jobs = async ({ database }: ServerBehindProxy) =>
  (await database.sql<{ job: string }>('SELECT job FROM jobs ORDER BY id')).map(({ job }) => job)

const deeds = ({ database }: ServerBehindProxy) => database.sql(`SELECT result FROM audit WHERE action = 'loads.start'`)

test.concurrent.each(['cut one', 'cut all'] as const)(
  'a load whose COMMIT was done but not answered is done, once (%s)',
  async (what) => {
    await using server = await serverBehindProxy()
    server.proxy.plan({ ...cut, what, where: 'after', at: saying('COMMIT\0') })
    const id = randomUUID()
    await startLoad(server, id)
    expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done', attempts: 1, result: { inserted: 1 } })
    expect(server.proxy.hasFailed()).toBe(true)
    expect([await jobs(server), await deeds(server)]).toEqual([['Clerk'], [{ result: 'done' }]])
    await server.atRest()
    const figures = await (await fetch(`${server.url}/metrics`)).text()
    expect(figures).toMatch(/^rollcall_rows_loaded_total.* 1$/m)
  },
)

test.concurrent.each(['cut one', 'cut all'] as const)(
  'a load whose COMMIT did not come to PostgreSQL is run again (%s)',
  async (what) => {
    await using server = await serverBehindProxy()
    server.proxy.plan({ ...cut, what, at: saying('COMMIT\0') })
    const id = randomUUID()
    await startLoad(server, id, '1,Clerk\n2,\n')
    expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done', attempts: 2, result: { inserted: 1 } })
    expect([await jobs(server), await deeds(server)]).toEqual([['Clerk'], [{ result: 'done' }]])
    expect(await server.database.sql('SELECT line::integer FROM rejects')).toEqual([{ line: 2 }])
    await server.atRest()
  },
)

test.concurrent('a load that loses its database twice fails, says so, and leaves nothing but its rejects', async () => {
  await using server = await serverBehindProxy()
  const { database, proxy, rollcall } = server
  proxy.plan({ ...cut, at: saying('COMMIT\0') })
  const lock = await tableLock(database.url, 'jobs')
  const id = randomUUID()
  await startLoad(server, id, '1,Clerk\n2,\n')
  const terminate = (attempt: number) =>
    until(`attempt ${attempt}`, async () => {
      const waiting = await database.sql<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'jobs'::regclass
            AND (SELECT attempts FROM tasks) = ${attempt}`,
      )
      for (const { pid } of waiting) await database.sql('SELECT pg_terminate_backend($1)', [pid])
      return waiting.length > 0
    })
  await terminate(1)
  await terminate(2)
  await lock[Symbol.asyncDispose]()
  expect(await ended(rollcall, id)).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'unavailable' } })
  expect([await jobs(server), await deeds(server)]).toEqual([[], [{ result: 'failed' }]])
  await server.atRest()
})

test.concurrent('a task whose beginning was noted but not answered runs', async () => {
  await using server = await serverBehindProxy()
  server.proxy.plan({ ...cut, at: answerTo(`SET state = 'running'`, 'UPDATE 1') })
  const id = randomUUID()
  await startLoad(server, id)
  expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done', attempts: 1 })
  expect(server.proxy.hasFailed()).toBe(true)
  await server.atRest()
})

test.concurrent('a task whose start was done but not answered is told as started, and runs', async () => {
  await using server = await serverBehindProxy()
  server.proxy.plan({ ...cut, what: 'cut all', at: answerTo('INSERT INTO tasks', 'INSERT 0 1') })
  const id = randomUUID()
  await startLoad(server, id)
  expect(server.proxy.hasFailed()).toBe(true)
  expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done' })
  await server.atRest()
})

test.concurrent('a task that is there though its start was answered with an error runs all the same', async () => {
  await using server = await serverBehindProxy()
  server.proxy.plan({ ...cut, what: 'cut all', refuse: 5, at: answerTo('INSERT INTO tasks', 'INSERT 0 1') })
  const id = randomUUID()
  expect(await failure(startLoad(server, id))).toMatchObject({ code: 'unavailable' })
  expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done' })
  await server.atRest()
})

test.concurrent('a load by PUT is answered with its result though its database went away meanwhile', async () => {
  await using server = await serverBehindProxy()
  server.proxy.plan({ ...cut, what: 'cut all', refuse: 20, at: saying('COMMIT\0') })
  const response = await fetch(`${server.url}/api/loads/jobs`, { method: 'PUT', body: '1,Clerk\n' })
  expect(server.proxy.hasFailed()).toBe(true)
  expect([response.status, await response.json()]).toMatchObject([200, { state: 'done', inserted: 1 }])
  expect(await jobs(server)).toEqual(['Clerk'])
  await server.atRest()
})

test.concurrent('a task that is not there because its start did not come through can be started again', async () => {
  await using server = await serverBehindProxy()
  const { proxy, rollcall } = server
  proxy.plan({ ...cut, what: 'cut all', at: saying('INSERT INTO tasks') })
  const id = randomUUID()
  const upload = await rollcall.uploads.open({ id: randomUUID() })
  const start = () =>
    createRollcall({ url: server.url, retries: 0 }).loads.start({ id, upload: upload.id, table: 'jobs' })
  expect(await failure(start())).toMatchObject({ code: 'unavailable' })
  await start()
  expect(await ended(rollcall, id)).toMatchObject({ state: 'done' })
  await server.atRest()
})

test.concurrent('a task that was ended elsewhere while it ran keeps nothing', async () => {
  await using server = await serverBehindProxy()
  const lock = await tableLock(server.database.url, 'jobs')
  const id = randomUUID()
  await startLoad(server, id)
  await until(
    'the wait for the lock',
    async () =>
      (await server.database.sql(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'jobs'::regclass`)).length > 0,
  )
  await server.database.sql(`UPDATE tasks SET state = 'failed', ended_at = now()`)
  await lock[Symbol.asyncDispose]()
  await server.atRest()
  expect(await jobs(server)).toEqual([])
  expect(await server.rollcall.tasks.get({ id })).toMatchObject({ state: 'failed' })
})

test.concurrent('a database that says nothing for a while is waited for', async () => {
  await using server = await serverBehindProxy()
  server.proxy.plan({ ...cut, what: 'stall', at: saying('COMMIT\0') })
  const id = randomUUID()
  await startLoad(server, id)
  await until('the silence', () => server.proxy.hasFailed())
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  server.proxy.mend()
  expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done', attempts: 1 })
  await server.atRest()
})
