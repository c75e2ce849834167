import { randomUUID } from 'node:crypto'
import { setInterval as ticks } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { rawConnection, type RawConnection } from '../support/raw-http.js'
import { testServer } from '../support/test-server.js'

const POST = 'POST /trpc/departments.create HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n'

/** Sends a byte now and then, as long as it is taken. */
async function drip({ socket }: RawConnection, bytes: string, every: number): Promise<void> {
  for await (const _ of ticks(every)) if (!socket.writable || !socket.write(bytes)) return
}

test('a client that sends its headers drop by drop is answered 408 and closed', async () => {
  await using server = await testServer(undefined, { limits: { headerSeconds: 1 } })
  using connection = rawConnection(server.url, 'GET /healthz HTTP/1.1\r\n')
  void drip(connection, 'x-drop: 1\r\n', 50)
  const answer = await connection.closed
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  expect(answer).toContain('"code":"too_slow"')
})

test('a client that sends a JSON body drop by drop is answered 408 and closed', async () => {
  await using server = await testServer(undefined, { limits: { bodySeconds: 1 } })
  using connection = rawConnection(server.url, `${POST}content-length: 100000\r\n\r\n`)
  void drip(connection, ' ', 50)
  expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[^]*"code":"too_slow"/)
  expect(await server.rollcall.departments.list()).toEqual({ rows: [], next: null })
})

test('an upload goes on as long as something comes, and breaks off when nothing does; what came is kept', async () => {
  await using server = await testServer(undefined, { limits: { bodySeconds: 1, idleSeconds: 5 } })
  const id = randomUUID()
  await server.rollcall.uploads.open({ id, bytes: null })
  const head = `PUT /uploads/${id}?offset=0 HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100000\r\n\r\n`
  using connection = rawConnection(server.url, head)
  let sent = 0
  for await (const _ of ticks(300)) {
    connection.socket.write('x')
    // More than two seconds in all, which a whole body would not be given.
    if (++sent === 8) break
  }
  expect(connection.socket.writable).toBe(true)
  expect(await connection.closed).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[^]*"code":"too_slow"/)
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 8 })
})

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'invalid_input'],
  ['headers without end', `GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}`, 413, 'too_large'],
])('%s is answered in our shape and closed', async (_what, sent, status, code) => {
  await using server = await testServer()
  using connection = rawConnection(server.url, sent)
  expect(await connection.closed).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"code":"${code}"`))
})
