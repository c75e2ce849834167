import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { ended } from '../support/finish-task.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

// Each on a server and a database of its own, so they may wait for their tasks side by side.

interface Answer {
  status: number
  body: { received?: number; error?: { code: string; message: string; requestId: string } }
}

interface Piece {
  offset?: number | string
  bytes: string
  digest?: string
}

async function put({ url }: TestServer, id: string, { offset = 0, bytes, digest }: Piece): Promise<Answer> {
  const headers = new Headers(digest === undefined ? [] : [['content-digest', digest]])
  const response = await fetch(`${url}/uploads/${id}?offset=${offset}`, {
    method: 'PUT',
    body: bytes,
    headers,
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const digestOf = (bytes: string) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`

async function open({ rollcall }: TestServer, bytes?: number): Promise<string> {
  const { id } = await rollcall.uploads.open({ id: randomUUID(), ...(bytes !== undefined && { bytes }) })
  return id
}

/** Loads the upload into jobs; the names that came to be there. */
async function load({ rollcall, database }: TestServer, upload: string): Promise<string[]> {
  const task = await rollcall.loads.start({ id: randomUUID(), upload, table: 'jobs' })
  expect(await ended(rollcall, task.id)).toMatchObject({ state: 'done' })
  return (await database.sql<{ job: string }>('SELECT job FROM jobs ORDER BY id')).map(({ job }) => job)
}

test.concurrent('pieces that follow each other make the file', async () => {
  await using server = await testServer()
  const id = await open(server, 12)
  expect(await put(server, id, { bytes: '1,Cl' })).toMatchObject({ status: 200, body: { received: 4 } })
  expect(await put(server, id, { offset: 4, bytes: 'erk\n2,D\n' })).toMatchObject({
    status: 200,
    body: { received: 12 },
  })
  expect(await load(server, id)).toEqual(['Clerk', 'D'])
})

test.concurrent('a piece that leaves a gap is a 409 that tells where to go on, and is not kept', async () => {
  await using server = await testServer()
  const id = await open(server)
  await put(server, id, { bytes: '1,a\n' })
  const gap = await put(server, id, { offset: 5, bytes: '2,b\n' })
  expect(gap).toMatchObject({
    status: 409,
    body: { error: { code: 'wrong_offset', message: expect.stringContaining('byte 4') } },
  })
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 4 })
})

test.concurrent('a piece sent twice is accepted and changes nothing', async () => {
  await using server = await testServer()
  const id = await open(server)
  const piece = { bytes: '1,a\n2,b\n', digest: digestOf('1,a\n2,b\n') }
  await put(server, id, piece)
  expect(await put(server, id, piece)).toMatchObject({ status: 200, body: { received: 8 } })
  expect(await put(server, id, { offset: 4, bytes: '2,b\n' })).toMatchObject({ status: 200, body: { received: 8 } })
  expect(await load(server, id)).toEqual(['a', 'b'])
})

test.concurrent('a piece that begins with bytes that are there adds the rest', async () => {
  await using server = await testServer()
  const id = await open(server)
  await put(server, id, { bytes: '1,a\n2,' })
  expect(await put(server, id, { offset: 4, bytes: '2,b\n' })).toMatchObject({ status: 200, body: { received: 8 } })
  expect(await load(server, id)).toEqual(['a', 'b'])
})

test.concurrent('a piece that differs from what is there is refused, and what is there stays', async () => {
  await using server = await testServer()
  const id = await open(server)
  await put(server, id, { bytes: '1,a\n2,b\n' })
  const other = await put(server, id, { offset: 4, bytes: '2,c\n3,d\n' })
  expect(other.status).toBeGreaterThanOrEqual(400)
  expect(other.status).toBeLessThan(500)
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 8 })
  expect(await load(server, id)).toEqual(['a', 'b'])
})

test.concurrent('more bytes than were announced are refused, and no byte too many is kept', async () => {
  await using server = await testServer()
  const id = await open(server, 8)
  await put(server, id, { bytes: '1,a\n' })
  const long = await put(server, id, { offset: 4, bytes: '2,b\n3,c\n' })
  expect([400, 409, 413]).toContain(long.status)
  const { received } = await server.rollcall.uploads.status({ id })
  expect(received).toBeLessThanOrEqual(8)
  expect(await put(server, id, { offset: 4, bytes: '2,b\n' })).toMatchObject({ status: 200, body: { received: 8 } })
  expect(await load(server, id)).toEqual(['a', 'b'])
})

test.concurrent('a piece whose digest does not fit is refused and not kept', async () => {
  await using server = await testServer()
  const id = await open(server)
  await put(server, id, { bytes: '1,a\n' })
  const damaged = await put(server, id, { offset: 4, bytes: '2,b\n', digest: digestOf('2,x\n') })
  expect(damaged.body.error?.code).toBe('damaged')
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 4 })
  expect(await put(server, id, { offset: 4, bytes: '2,b\n', digest: digestOf('2,b\n') })).toMatchObject({ status: 200 })
})

test.concurrent.each(['md5=:abc:', 'sha-256=abc', 'sha-256=:zzz:', ''])('%j is no digest', async (digest) => {
  await using server = await testServer()
  const id = await open(server)
  expect(await put(server, id, { bytes: '1,a\n', digest })).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_input' } },
  })
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 0 })
})

test.concurrent.each(['', '-1', '1.5', 'x', '0x0', '9999999999999999999', '1e1'])('%j is no offset', async (offset) => {
  await using server = await testServer()
  const id = await open(server)
  expect(await put(server, id, { offset, bytes: '1,a\n' })).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_input' } },
  })
})

test.concurrent('an upload that was never opened is a 404, and what is no id is a 400', async () => {
  await using server = await testServer()
  expect(await put(server, randomUUID(), { bytes: 'x' })).toMatchObject({
    status: 404,
    body: { error: { code: 'not_found' } },
  })
  for (const id of ['x', '..%2f..%2fetc', '%00', randomUUID().toUpperCase()])
    expect([400, 404]).toContain((await put(server, id, { bytes: 'x' })).status)
})

test.concurrent('an error of the upload route names the request and nothing of the file system', async () => {
  await using server = await testServer()
  const { body } = await put(server, randomUUID(), { bytes: 'x' })
  expect(body.error?.requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(JSON.stringify(body)).not.toContain(server.home)
})

test.concurrent('opening one upload twice goes on with it', async () => {
  await using server = await testServer()
  const id = await open(server, 8)
  await put(server, id, { bytes: '1,a\n' })
  expect(await server.rollcall.uploads.open({ id, bytes: 8 })).toEqual({ id, bytes: 8, received: 4 })
})

test.concurrent('a request that is aborted half-way can be continued from where status says', async () => {
  await using server = await testServer()
  const csv = Array.from({ length: 20_000 }, (_, index) => `${index},Job ${index}\n`).join('')
  const id = await open(server, csv.length)
  await sendAndBreakOff(server, id, csv.slice(0, csv.length / 2))
  const received = await until('an upload nobody writes to', async () => {
    const { received } = await server.rollcall.uploads.status({ id })
    const { status } = await put(server, id, { offset: received, bytes: '' })
    return status === 200 ? received : undefined
  })
  expect(received).toBeLessThanOrEqual(csv.length / 2)
  expect(await put(server, id, { offset: received, bytes: csv.slice(received) })).toMatchObject({
    status: 200,
    body: { received: csv.length },
  })
  expect(await load(server, id)).toHaveLength(20_000)
})

test.concurrent('of two requests that write at once, the bytes of one are kept whole', async () => {
  await using server = await testServer()
  const text = (job: string) => Array.from({ length: 5_000 }, (_, index) => `${index},${job}\n`).join('')
  const id = await open(server)
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((job) => put(server, id, { bytes: text(job) })))
  expect(answers.map(({ status }) => status)).toContain(200)
  expect(new Set(await load(server, id)).size).toBe(1)
})

test.concurrent('starting a load twice with one id is one load', async () => {
  await using server = await testServer()
  const upload = await open(server)
  await put(server, upload, { bytes: '1,a\n2,b\n' })
  const start = { id: randomUUID(), upload, table: 'jobs' } as const
  const started = await Promise.all([server.rollcall.loads.start(start), server.rollcall.loads.start(start)])
  expect(started.map(({ id }) => id)).toEqual([start.id, start.id])
  expect(await ended(server.rollcall, start.id)).toMatchObject({ result: { read: 2, inserted: 2, rejected: 0 } })
  expect(await server.rollcall.loads.start(start)).toMatchObject({ state: 'done', result: { inserted: 2 } })
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toHaveLength(1)
})

test.concurrent('an upload that is not whole is not loaded, and goes on afterwards', async () => {
  await using server = await testServer()
  const upload = await open(server, 8)
  await put(server, upload, { bytes: '1,a\n' })
  const refused = await failure(server.rollcall.loads.start({ id: randomUUID(), upload, table: 'jobs' }))
  expect(refused).toMatchObject({ code: 'wrong_state', message: expect.stringContaining('has 4 of 8 bytes') })
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toEqual([])
  expect(await put(server, upload, { offset: 4, bytes: '2,b\n' })).toMatchObject({ status: 200 })
  expect(await load(server, upload)).toEqual(['a', 'b'])
})

test.concurrent('an upload that was removed is gone', async () => {
  await using server = await testServer()
  const id = await open(server)
  await put(server, id, { bytes: '1,a\n' })
  await server.rollcall.uploads.remove({ id })
  expect(await failure(server.rollcall.uploads.status({ id }))).toMatchObject({ code: 'not_found' })
  expect(await put(server, id, { offset: 4, bytes: 'x' })).toMatchObject({ status: 404 })
})

/** Sends the beginning of a longer body, waits until the server has some of it, and cuts the connection. */
async function sendAndBreakOff({ url, home }: TestServer, id: string, beginning: string): Promise<void> {
  const sending = request(`${url}/uploads/${id}?offset=0`, {
    method: 'PUT',
    headers: { 'content-length': beginning.length * 2 },
  })
  sending.on('error', () => undefined)
  sending.write(beginning)
  await until('the first bytes', async () => (await stat(join(home, 'uploads', id, 'data'))).size > 0)
  sending.destroy()
}

/** A piece of which one row is still to come, until `end` is called. */
function slowPiece({ url }: TestServer, id: string, bytes: string): { end(): Promise<void> } {
  const piece = request(`${url}/uploads/${id}?offset=0`, { method: 'PUT' })
  const answered = once(piece, 'response').then(([response]: IncomingMessage[]) => response?.resume())
  piece.write(bytes)
  return {
    async end() {
      piece.end('9,Late\n')
      await answered
    },
  }
}

test.concurrent('an upload that is removed while a piece comes in leaves no room taken', async () => {
  await using server = await testServer(undefined, { limits: { spoolBytes: 100_000 } })
  for (let time = 0; time < 3; time++) {
    const id = await open(server)
    const piece = slowPiece(server, id, 'x'.repeat(60_000))
    await until('the bytes', async () => (await sizeOf(server, id)) === 60_000)
    await server.rollcall.uploads.remove({ id })
    await piece.end()
  }
  expect(await put(server, await open(server), { bytes: '1,Clerk\n'.padEnd(60_000) })).toMatchObject({ status: 200 })
})

test.concurrent('an upload that takes the id of one that was removed has none of its bytes', async () => {
  await using server = await testServer()
  const id = await open(server)
  const piece = slowPiece(server, id, '1,Clerk\n')
  await until('the bytes', async () => (await sizeOf(server, id)) === 8)
  await server.rollcall.uploads.remove({ id })
  await server.rollcall.uploads.open({ id })
  await piece.end()
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 0 })
})

test.concurrent('an id in capital letters is the same id', async () => {
  await using server = await testServer()
  const { uploads, loads, tasks } = server.rollcall
  const [upload, load] = [randomUUID(), randomUUID()]
  expect(await uploads.open({ id: upload.toUpperCase() })).toMatchObject({ id: upload })
  expect(await put(server, upload.toUpperCase(), { bytes: '1,Clerk\n' })).toMatchObject({ status: 200 })
  await loads.start({ id: load.toUpperCase(), upload: upload.toUpperCase(), table: 'jobs' })
  expect(await tasks.get({ id: load.toUpperCase() })).toMatchObject({ id: load })
  expect(await ended(server.rollcall, load)).toMatchObject({ state: 'done' })
})

const sizeOf = async ({ home }: TestServer, id: string) => (await stat(join(home, 'uploads', id, 'data'))).size
