// What the spool takes, keeps and gives up; each on a server of its own.
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { RollcallError } from '@rollcall/sdk'
import type { ServerOptions } from '@rollcall/server'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { ended } from '../support/finish-task.js'
import { startServer } from '../support/server-process.js'
import { emptySpool, spoolOf } from '../support/spool-of.js'
import { tempFolder } from '../support/temp-folder.js'
import { testDatabase } from '../support/test-database.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

const MB = 1024 * 1024

type At = Pick<TestServer, 'url' | 'rollcall'>

async function open({ rollcall }: At, facts: { bytes?: number; fingerprint?: string } = {}): Promise<string> {
  return (await rollcall.uploads.open({ id: randomUUID(), ...facts })).id
}

async function put({ url }: At, id: string, bytes: string | Buffer, offset = 0) {
  const response = await fetch(`${url}/uploads/${id}?offset=${offset}`, {
    method: 'PUT',
    body: bytes,
    headers: { connection: 'close' },
  })
  const { error } = (await response.json()) as { error?: { code: RollcallError['code']; message: string } }
  return { status: response.status, code: error?.code, message: error?.message }
}

const limited = (limits: ServerOptions['limits']) => testServer(undefined, { limits })

const hashOf = (bytes: string) => createHash('sha256').update(bytes).digest('base64')

const fileOf = ({ home }: { home: string }, id: string, name: string) => join(home, 'uploads', id, name)

test.concurrent('an id that was opened for something else is refused', async () => {
  await using server = await testServer()
  const id = await open(server, { bytes: 8 })
  const other = await failure(server.rollcall.uploads.open({ id, bytes: 9 }))
  expect(other).toMatchObject({ code: 'already_exists', message: expect.stringContaining('for 8 bytes') })
  const named = await failure(server.rollcall.uploads.open({ id, bytes: 8, fingerprint: 'a'.repeat(64) }))
  expect(named).toMatchObject({ code: 'already_exists', message: expect.stringContaining('another file') })
  expect(await server.rollcall.uploads.open({ id, bytes: 8 })).toEqual({ id, bytes: 8, received: 0 })
})

test.concurrent('opening one id many times at once makes one upload', async () => {
  await using server = await testServer()
  const id = randomUUID()
  const opened = await Promise.all(Array.from({ length: 8 }, () => server.rollcall.uploads.open({ id, bytes: 4 })))
  expect(new Set(opened.map((upload) => JSON.stringify(upload))).size).toBe(1)
  expect(await spoolOf(server.home)).toEqual([id])
})

test('what was acknowledged is there after the server was killed in the middle of the next piece', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  const server = await startServer(at)
  const id = await open(server)
  expect(await put(server, id, '1,Clerk\n')).toMatchObject({ status: 200 })
  const sending = request(`${server.url}/uploads/${id}?offset=8`, { method: 'PUT' })
  sending.on('error', () => undefined)
  sending.write('2,Dri')
  const data = join(home.path, 'uploads', id, 'data')
  await until('a part of the next piece', async () => (await readFile(data, 'utf8')) === '1,Clerk\n2,Dri')
  await server.kill()

  await using again = await startServer(at)
  expect(await again.rollcall.uploads.status({ id })).toMatchObject({ received: 8 })
  expect(await put(again, id, '2,X\n', 8)).toMatchObject({ status: 200 })
  const { id: load } = await again.rollcall.loads.start({ id: randomUUID(), upload: id, table: 'jobs' })
  await ended(again.rollcall, load)
  expect(await again.sql('SELECT job FROM jobs ORDER BY id')).toEqual([{ job: 'Clerk' }, { job: 'X' }])
})

test('of a piece that the disk does not take whole, what was taken is whole, also after a restart', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  const server = await startServer({ ...at, longestFile: 4096 })
  const id = await open(server)
  const sending = request(`${server.url}/uploads/${id}?offset=0`, { method: 'PUT' })
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  sending.write('1,Clerk\n')
  await until(
    'the first bytes',
    async () => (await readFile(fileOf({ home: home.path }, id, 'data'), 'utf8')) === '1,Clerk\n',
  )
  sending.end(`2,${'Driver'.repeat(1000)}\n`)
  const [{ statusCode }] = await answered
  expect(statusCode).toBe(503)
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: 8 })
  await server.stop()

  await using again = await startServer(at)
  const { id: load } = await again.rollcall.loads.start({ id: randomUUID(), upload: id, table: 'jobs' })
  expect(await ended(again.rollcall, load)).toMatchObject({ state: 'done', error: null })
  expect(await again.sql('SELECT id, job FROM jobs')).toEqual([{ id: 1, job: 'Clerk' }])
})

test('a piece that cannot be noted for want of room does not count, and is sent again when there is some', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  const lines = Array.from({ length: 9 }, (_, id) => `${id},Clerk\n`)
  const received = lines.slice(0, 8).join('').length
  // Of the notes of the pieces, 61 bytes each, there is room for eight and a half.
  const server = await startServer({ ...at, longestFile: 512 })
  const [left, goneOn] = [await open(server), await open(server)]
  for (const id of [left, goneOn]) {
    for (const [piece, line] of lines.slice(0, 8).entries()) {
      expect(await put(server, id, line, piece * line.length)).toMatchObject({ status: 200 })
    }
    const message: unknown = expect.stringContaining(`from byte ${received} on`)
    const full = { status: 503, code: 'unavailable', message }
    for (let times = 0; times < 2; times++) expect(await put(server, id, lines[8]!, received)).toMatchObject(full)
    expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received })
  }
  await server.stop()

  await using again = await startServer(at)
  expect(await put(again, goneOn, lines[8]!, received)).toMatchObject({ status: 200 })
  for (const [upload, inserted] of [
    [left, 8],
    [goneOn, 1],
  ] as const) {
    const { id: load } = await again.rollcall.loads.start({
      id: randomUUID(),
      upload,
      table: 'jobs',
      onConflict: 'skip',
    })
    expect(await ended(again.rollcall, load)).toMatchObject({ state: 'done', result: { inserted } })
  }
})

test.concurrent(
  'an upload that was interrupted is found by its file, size and owner, and goes on under another id',
  async () => {
    await using server = await testServer()
    const fingerprint = 'a'.repeat(64)
    const id = await open(server, { bytes: 12, fingerprint })
    await put(server, id, '1,Clerk\n')
    const { uploads } = server.rollcall
    const find = () => uploads.find({ bytes: 12, fingerprint })
    // As long as its client is connected, it may be between two pieces.
    const [found] = await until('the end of the connection', async () => (await find()).length > 0 && (await find()))
    expect(found).toEqual({ id, bytes: 12, received: 8, sha256: hashOf('1,Clerk\n') })
    expect(await uploads.find({ bytes: 13, fingerprint })).toEqual([])
    expect(await uploads.find({ bytes: 12, fingerprint: 'b'.repeat(64) })).toEqual([])
    const next = randomUUID()
    const other = await failure(uploads.open({ id: next, bytes: 13, fingerprint, continues: id }))
    expect(other.code).toBe('not_found')
    for (const _ of ['once', 'and again, after a lost answer']) {
      const opened = await uploads.open({ id: next, bytes: 12, fingerprint, continues: id })
      expect(opened).toEqual({ id: next, bytes: 12, received: 8 })
    }
    expect(await put(server, id, '2,X\n', 8)).toMatchObject({ status: 404, code: 'not_found' })
    expect(await put(server, next, '2,X\n', 8)).toMatchObject({ status: 200 })
  },
)

test.concurrent('an upload larger than may be is refused before it is sent, and while it comes', async () => {
  await using server = await limited({ uploadBytes: MB })
  expect(await failure(open(server, { bytes: MB + 1 }))).toMatchObject({ code: 'too_large' })
  const id = await open(server)
  expect(await put(server, id, Buffer.alloc(MB))).toMatchObject({ status: 200 })
  const more = await put(server, id, 'x', MB)
  expect(more).toMatchObject({ status: 413, code: 'too_large', message: expect.stringContaining('1 MB') })
  expect(await server.rollcall.uploads.status({ id })).toMatchObject({ received: MB })
})

test.concurrent('a spool that is full takes more when something has gone', async () => {
  await using server = await limited({ spoolBytes: 2 * MB })
  const first = await open(server)
  await put(server, first, Buffer.alloc(1.5 * MB))
  const second = await open(server)
  const full = await put(server, second, Buffer.alloc(MB))
  expect(full).toMatchObject({
    status: 503,
    code: 'unavailable',
    message: expect.stringContaining('ROLLCALL_SPOOL_MB'),
  })
  await server.rollcall.uploads.remove({ id: first })
  const { received } = await server.rollcall.uploads.status({ id: second })
  expect(await put(server, second, Buffer.alloc(MB), received)).toMatchObject({ status: 200 })
})

test.concurrent('an upload is gone on with when there is room for what is missing', async () => {
  await using server = await limited({ spoolBytes: 1.5 * MB, uploadBytes: 1.5 * MB })
  const facts = { bytes: 1.2 * 1000 * 1000, fingerprint: 'f'.repeat(64) }
  const { id } = await server.rollcall.uploads.open({ id: randomUUID(), ...facts })
  expect(await put(server, id, Buffer.alloc(MB))).toMatchObject({ status: 200 })
  const next = await server.rollcall.uploads.open({ id: randomUUID(), ...facts, continues: id })
  expect(next).toMatchObject({ received: MB })
  expect(await put(server, next.id, Buffer.alloc(facts.bytes - MB), MB)).toMatchObject({ status: 200 })
})

test.concurrent('no upload fills the disk beyond its floor', async () => {
  await using server = await limited({ diskFloor: 2 ** 60 })
  const refused = await server.rollcall.uploads
    .open({ id: randomUUID() }, { signal: AbortSignal.timeout(500) })
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RollcallError)
  expect(await spoolOf(server.home)).toEqual([])
})

test.concurrent('a disk that is full is told, and the upload goes on when there is room', async () => {
  await using server = await testServer()
  const id = await open(server)
  const data = fileOf(server, id, 'data')
  await rm(data)
  await symlink('/dev/full', data)
  const full = await put(server, id, '1,a\n')
  expect(full).toMatchObject({ status: 503, code: 'unavailable', message: expect.stringContaining('disk is full') })
  await rm(data)
  await writeFile(data, '')
  expect(await put(server, id, '1,a\n')).toMatchObject({ status: 200 })
})

test.concurrent('an upload that nobody goes on with is given up', async () => {
  await using server = await limited({ uploadHours: 0.2 / 3600 })
  await put(server, await open(server), '1,a\n')
  await emptySpool(server.home)
})

test('what a killed server left half made, abandoned or done with is gone at the next start; the rest stays', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  const server = await startServer(at)
  const [abandoned, done, given, fresh] = [
    await open(server),
    await open(server),
    await open(server),
    await open(server),
  ]
  const { id: load } = await server.rollcall.loads.start({
    id: randomUUID(),
    upload: await open(server),
    table: 'jobs',
  })
  await ended(server.rollcall, load)
  await server.kill()
  const long = new Date(Date.now() - 25 * 60 * 60_000)
  await utimes(fileOf({ home: home.path }, abandoned, 'pieces'), long, long)
  await writeFile(fileOf({ home: home.path }, done, 'task'), load)
  await writeFile(fileOf({ home: home.path }, given, 'task'), randomUUID())
  await mkdir(join(home.path, 'uploads', `${randomUUID()}.x.partial`))
  await mkdir(join(home.path, 'uploads', `${randomUUID()}.x.removed`))
  await using again = await startServer(at)
  expect((await spoolOf(home.path)).sort()).toEqual([given, fresh].sort())
  // The start that gave it to a load was never answered: it can be made again.
  await again.rollcall.loads.start({ id: randomUUID(), upload: given, table: 'jobs' })
})

test.concurrent('more tasks than may be are refused until some have ended', async () => {
  await using server = await limited({ tasks: 0 })
  const upload = await open(server)
  const start = { id: randomUUID(), upload, table: 'jobs' } as const
  const refused = await fetch(`${server.url}/trpc/loads.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(start),
  })
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ error: { data: { reason: 'rate_limited' } } })
  // Not spent: it is there for the next try.
  expect(await server.rollcall.uploads.remove({ id: upload })).toMatchObject({ id: upload })
})
