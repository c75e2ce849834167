// How each way to the server tells a missing token from one that may not.
import { randomUUID } from 'node:crypto'
import { createRollcall, type Rollcall } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { clientWith, testToken } from '../support/test-token.js'

async function first<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item
  throw new Error('There was no item')
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const ways: [string, (rollcall: Rollcall) => Promise<unknown>][] = [
  ['a query', (rollcall) => rollcall.reports.years()],
  ['a stream', (rollcall) => collect(rollcall.tasks.watch({ id: randomUUID() }))],
  ['a page of rows', (rollcall) => collect(rollcall.departments.each())],
  ['a mutation', (rollcall) => rollcall.departments.create({ id: 1, department: 'Sales' })],
  ['an upload', (rollcall) => rollcall.load('departments', ['id,department\n'])],
  ['a backup', (rollcall) => rollcall.backups.create()],
  ['a download', (rollcall) => collect(rollcall.backups.download('20260101_000000_0000', 'jobs.avro'))],
  ['a restore', (rollcall) => rollcall.restore('jobs', '20260101_000000_0000')],
  ['a token', (rollcall) => rollcall.tokens.create({ name: 'more', scopes: ['admin'] })],
]

test.each(ways)(
  '%s: unauthorized without a token or with a bad one, forbidden with one that may not',
  async (_, call) => {
    await using server = await testServer((database) => testToken(database, 'admin').then(() => undefined))
    const without = createRollcall({ url: server.url, retries: 0 })
    expect(await failure(call(without))).toMatchObject({ code: 'unauthorized' })
    const forged = createRollcall({ url: server.url, retries: 0, token: `rc_00000000_${'0'.repeat(38)}` })
    expect(await failure(call(forged))).toMatchObject({ code: 'unauthorized' })
    const others = await clientWith(server, 'read')
    await server.database.sql(`UPDATE tokens SET scopes = '{}' WHERE id = $1`, [others.id])
    const refused = await failure(call(others))
    expect(refused).toMatchObject({ code: 'forbidden', requestId: expect.any(String) })
    expect(await server.database.sql('SELECT FROM departments')).toEqual([])
  },
)

test('in a batch each procedure is refused by itself', async () => {
  await using server = await testServer()
  const { token } = await testToken(server.database, 'read')
  const path = '/trpc/reports.years,backups.list,audit.list?batch=1&input=%7B%7D'
  const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } })
  const answers = (await response.json()) as { error?: { data: { httpStatus: number } } }[]
  expect(response.status).toBe(207)
  expect(answers.map(({ error }) => error?.data.httpStatus)).toEqual([undefined, 403, 403])
})

test.each([
  ['another scheme', 'Basic cmM6cmM=', 'is not understood'],
  ['no token in it', 'Bearer', 'is not understood'],
  ['two words', 'Bearer two words', 'is not understood'],
  ['a short token', 'Bearer rc_short', 'is not valid'],
  ['a very long token', `Bearer ${'x'.repeat(8000)}`, 'is not valid'],
])(
  'an Authorization header with %s is answered 401 everywhere, also where no token is needed',
  async (_, authorization, told) => {
    await using server = await testServer()
    for (const path of ['/trpc/reports.years', '/api/departments/', '/backups/x/y']) {
      const response = await fetch(server.url + path, { headers: { authorization } })
      expect([path, response.status]).toEqual([path, 401])
      expect(await response.text()).toContain(told)
    }
  },
)

// tRPC has sent its head by then; the SDK gives the refusal as of any other call.
test('a stream that is refused tells it as its one item, and nothing else', async () => {
  await using server = await testServer()
  const [{ token }, backup] = [await testToken(server.database, 'write'), await finishedBackup(server)]
  const path = `/trpc/tasks.watch?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { id: backup } }))}`
  const ask = (headers: Record<string, string>) =>
    fetch(server.url + path, { headers: { 'trpc-accept': 'application/jsonl', ...headers } })
  for (const [headers, reason] of [
    [{}, 'unauthorized'],
    [{ authorization: `Bearer ${token}` }, 'forbidden'],
  ] as const) {
    const told = await (await ask(headers)).text()
    expect(told).toContain(`"reason":"${reason}"`)
    expect(told).not.toContain(backup)
  }
})

async function finishedBackup(server: TestServer): Promise<string> {
  const keeper = await clientWith(server, 'admin')
  await keeper.backups.create()
  const [task] = await keeper.tasks.list({ kind: 'backup' })
  return task?.id ?? ''
}

test('what the old clients are told has their shape', async () => {
  await using server = await testServer()
  const { token } = await testToken(server.database, 'read')
  const [none, lacking] = await Promise.all([
    restore(server, {}),
    restore(server, { authorization: `Bearer ${token}` }),
  ])
  expect(none).toMatchObject([401, { detail: expect.stringContaining('needs a token with the scope restore') }])
  expect(lacking).toMatchObject([403, { detail: expect.stringContaining('has the scopes read; this needs restore') }])
})

async function restore({ url }: TestServer, headers: Record<string, string>): Promise<[number, unknown]> {
  const response = await fetch(`${url}/api/restore-table/`, { method: 'POST', headers })
  return [response.status, await response.json()]
}

test('a task is seen and stopped by who may start one of its kind, and by nobody else', async () => {
  await using server = await testServer()
  const [reader, writer, keeper, restorer] = [
    await clientWith(server, 'read'),
    await clientWith(server, 'write'),
    await clientWith(server, 'backup'),
    await clientWith(server, 'restore'),
  ]
  const id = await finishedBackup(server)
  for (const [client, sees, stops] of [
    [reader, 'done', 'forbidden'],
    [keeper, 'done', 'done'],
    [writer, 'forbidden', 'forbidden'],
    [restorer, 'forbidden', 'forbidden'],
  ] as const) {
    expect(await stateOr(client.tasks.get({ id }))).toBe(sees)
    expect(await stateOr(first(client.tasks.watch({ id })))).toBe(sees)
    expect(await stateOr(client.tasks.cancel({ id }))).toBe(stops)
  }
})

async function stateOr(asked: Promise<{ state: string }>): Promise<string> {
  return asked.then(
    ({ state }) => state,
    async () => (await failure(asked)).code,
  )
}
