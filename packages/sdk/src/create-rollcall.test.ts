import { expect, expectTypeOf, test } from 'vitest'
import { answer, fail, json, scriptedServer } from '../test/scripted-server.js'
import { createRollcall, type Department, errorCodes, RollcallError } from './index.js'

test('A method asks its procedure and answers what the server answered', async () => {
  await using server = await scriptedServer((_, response) => answer(response, { id: 1, department: 'Sales' }))
  const row = await createRollcall({ url: `${server.url}/`, token: 'secret' }).departments.get({ id: 1 })
  expectTypeOf(row).toEqualTypeOf<Department>()
  expect(row).toEqual({ id: 1, department: 'Sales' })
  expect(server.received[0]).toMatchObject({ method: 'GET', path: '/trpc/departments.get' })
  expect(server.received[0]?.headers.authorization).toBe('Bearer secret')
})

test('An input that may be left out is sent as an empty one', async () => {
  await using server = await scriptedServer((_, response) => answer(response, { rows: [], next: null }))
  await createRollcall({ url: server.url }).jobs.list()
  expect(server.received[0]?.search.get('input')).toBe('{}')
})

test('What the server says of a failure is told in a RollcallError', async () => {
  await using server = await scriptedServer((_, response) => fail(response, 404, 'not_found', 'There is no job 1.'))
  const error = await failureOf(createRollcall({ url: server.url }).jobs.get({ id: 1 }))
  expect(error).toMatchObject({ code: 'not_found', message: 'There is no job 1.', requestId: 'request-1', issues: [] })
  expect(server.received).toHaveLength(1)
})

test('A query is repeated while the server is unavailable', async () => {
  await using server = await scriptedServer((_, response) => {
    if (server.received.length === 1) return fail(response, 503, 'unavailable')
    if (server.received.length === 2) return void response.writeHead(502, { 'content-type': 'text/html' }).end('<p>Bad')
    if (server.received.length === 3) return void response.destroy()
    return answer(response, [])
  })
  expect(await createRollcall({ url: server.url }).reports.years()).toEqual([])
  expect(server.received).toHaveLength(4)
})

test('A query is repeated no more often than asked for', async () => {
  await using server = await scriptedServer((_, response) => fail(response, 503, 'unavailable'))
  const rollcall = createRollcall({ url: server.url, retries: 1 })
  expect(await failureOf(rollcall.reports.years())).toMatchObject({ code: 'unavailable' })
  expect(server.received).toHaveLength(2)
})

test('A row is not created twice: a mutation whose answer was lost is not repeated', async () => {
  await using server = await scriptedServer((_, response) => void response.destroy())
  const error = await failureOf(createRollcall({ url: server.url }).jobs.create({ id: 1, job: 'Cook' }))
  expect(error.code).toBe('unreachable')
  expect(server.received).toHaveLength(1)
})

test('A call over the limit is repeated after the time the server asks for, whatever it does', async () => {
  const times: number[] = []
  await using server = await scriptedServer((_, response) => {
    times.push(performance.now())
    if (server.received.length > 1) return answer(response, { id: 1, job: 'Cook' })
    return fail(response.setHeader('retry-after', '1'), 429, 'rate_limited')
  })
  expect(await createRollcall({ url: server.url }).jobs.create({ id: 1, job: 'Cook' })).toEqual({ id: 1, job: 'Cook' })
  expect(times).toHaveLength(2)
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000)
})

test('A call that stays over the limit fails as rate_limited and tells when to ask again', async () => {
  await using server = await scriptedServer((_, response) =>
    fail(response.setHeader('retry-after', '40'), 429, 'rate_limited'),
  )
  const call = createRollcall({ url: server.url, retries: 0 }).jobs.create({ id: 1, job: 'Cook' })
  expect(await failureOf(call)).toMatchObject({ code: 'rate_limited', retryAfter: 40 })
  expect(server.received).toHaveLength(1)
})

test('Waiting for the time the server asks for ends as cancelled when the signal says so', async () => {
  const abort = new AbortController()
  await using server = await scriptedServer((_, response) => {
    fail(response.setHeader('retry-after', '40'), 429, 'rate_limited')
    setImmediate(() => abort.abort())
  })
  const call = createRollcall({ url: server.url }).reports.years({ signal: abort.signal })
  expect(await failureOf(call)).toMatchObject({ code: 'cancelled' })
})

test('Cancelling a task is repeated, for doing it twice is doing it once', async () => {
  await using server = await scriptedServer((_, response) =>
    server.received.length === 1 ? void response.destroy() : answer(response, {}),
  )
  await createRollcall({ url: server.url }).tasks.cancel({ id: 'x' })
  expect(server.received).toHaveLength(2)
})

test('A server that keeps silent is given up after the timeout', async () => {
  await using server = await scriptedServer(() => {})
  const error = await failureOf(createRollcall({ url: server.url, timeout: 50 }).reports.years())
  expect(error.code).toBe('timeout')
  expect(error.message).toContain('50 ms')
})

test('A call ends as cancelled when its signal says so', async () => {
  const abort = new AbortController()
  await using server = await scriptedServer(() => abort.abort())
  const call = createRollcall({ url: server.url }).reports.years({ signal: abort.signal })
  expect(await failureOf(call)).toMatchObject({ code: 'cancelled' })
})

test('A page of something else on the port is a bad answer that names the URL', async () => {
  await using server = await scriptedServer(
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  )
  const error = await failureOf(createRollcall({ url: server.url }).system.status())
  expect(error.code).toBe('bad_answer')
  expect(error.message).toContain(server.url)
})

test('The JSON of another service is a bad answer', async () => {
  await using server = await scriptedServer((_, response) => json(response, 404, { error: 'Not Found' }))
  expect(await failureOf(createRollcall({ url: server.url }).system.status())).toMatchObject({ code: 'bad_answer' })
})

test('Without a server the error names the URL', async () => {
  const url = await scriptedServer(() => {}).then(async (server) => {
    await server[Symbol.asyncDispose]()
    return server.url
  })
  const error = await failureOf(createRollcall({ url, retries: 0 }).system.status())
  expect(error.code).toBe('unreachable')
  expect(error.message).toContain(`${url} cannot be reached (ECONNREFUSED)`)
})

test('Each row of every page is given', async () => {
  const pages = [
    { rows: [{ id: 1, job: 'Cook' }], next: 1 },
    { rows: [{ id: 2, job: 'Pilot' }], next: null },
  ]
  await using server = await scriptedServer((_, response) => answer(response, pages[server.received.length - 1]))
  const rows = []
  for await (const row of createRollcall({ url: server.url }).jobs.each({ pageSize: 1 })) rows.push(row)
  expect(rows.map(({ id }) => id)).toEqual([1, 2])
  expect(server.received.map(({ search }) => search.get('input'))).toEqual(['{"limit":1}', '{"after":1,"limit":1}'])
})

test('Options that cannot be meant are refused', () => {
  expect(() => createRollcall({ url: 'localhost:8000' })).toThrow(/url is "localhost:8000"/)
  expect(() => createRollcall({ retries: -1 })).toThrow(RollcallError)
  expect(() => createRollcall({ timeout: 0 })).toThrow(/timeout is 0/)
})

test('The codes are a list without doubles', () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length)
  expect(errorCodes).toContain('bad_answer')
})

async function failureOf(call: Promise<unknown>): Promise<RollcallError> {
  const error: unknown = await call.catch((caught: unknown) => caught)
  if (error instanceof RollcallError) return error
  throw new Error(`expected a RollcallError, got ${String(error)}`)
}
