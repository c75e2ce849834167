// Servers are killed and started again on one database and one home, where their uploads are.
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRollcall, type Task } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { ended } from '../support/finish-task.js'
import { freePort } from '../support/free-port.js'
import { rollcallCli } from '../support/programs.js'
import { startServer, type ServerProcess } from '../support/server-process.js'
import { emptySpool, spoolOf } from '../support/spool-of.js'
import { tableLock } from '../support/table-lock.js'
import { tempFolder } from '../support/temp-folder.js'
import { testDatabase, type TestDatabase } from '../support/test-database.js'
import { until } from '../support/until.js'

/** Uploads a row of jobs and starts its load; answers the load's id. */
async function startLoad({ rollcall, url }: ServerProcess, row: string): Promise<string> {
  const upload = await uploaded({ rollcall, url }, row)
  return (await rollcall.loads.start({ id: randomUUID(), upload, table: 'jobs' })).id
}

async function uploaded({ rollcall, url }: Pick<ServerProcess, 'rollcall' | 'url'>, bytes: string): Promise<string> {
  const { id } = await rollcall.uploads.open({ id: randomUUID() })
  expect((await fetch(`${url}/uploads/${id}?offset=0`, { method: 'PUT', body: bytes })).status).toBe(200)
  return id
}

async function running({ rollcall }: ServerProcess, id: string): Promise<Task> {
  return until(`the beginning of ${id}`, async () => {
    const task = await rollcall.tasks.get({ id })
    return task.state === 'running' && task
  })
}

const jobs = async ({ sql }: ServerProcess) =>
  (await sql<{ job: string }>('SELECT job FROM jobs ORDER BY id')).map(({ job }) => job)

/** Three loads of one table, of which the first has begun and cannot end: two that wait. */
async function threeLoads(server: ServerProcess): Promise<[string, string, string]> {
  const first = await startLoad(server, '1,Clerk\n')
  await running(server, first)
  return [first, await startLoad(server, '2,Driver\n'), await startLoad(server, '3,Judge\n')]
}

/** A server on a database and a home, three loads of one table on it, and what keeps the first from ending. */
async function serverWithLoads(database: TestDatabase, home: string, env: Record<string, string> = {}) {
  const at = { home, databaseUrl: database.url }
  const server = await startServer({ ...at, env })
  const lock = await tableLock(database.url, 'jobs')
  const end = async () => {
    await server[Symbol.asyncDispose]()
    await lock[Symbol.asyncDispose]()
  }
  return { at, server, lock, loads: await threeLoads(server), [Symbol.asyncDispose]: end }
}

test.each(['killed', 'stopped'])(
  'what waits and what runs when a server is %s is done by the next one',
  async (how) => {
    await using database = await testDatabase()
    await using home = await tempFolder()
    await using scene = await serverWithLoads(database, home.path, { ROLLCALL_SHUTDOWN_SECONDS: '1' })
    const { at, server, lock, loads } = scene
    const [first, second, third] = loads
    if (how === 'killed') await server.kill()
    else expect(await server.stop()).toBe(0)
    expect(await database.sql('SELECT count(*)::integer AS left FROM tasks WHERE ended_at IS NULL')).toEqual([
      { left: 3 },
    ])
    await lock[Symbol.asyncDispose]()

    await using again = await startServer(at)
    const tasks = [
      await ended(again.rollcall, first),
      await ended(again.rollcall, second),
      await ended(again.rollcall, third),
    ]
    expect(tasks.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['done', 2],
      ['done', 1],
      ['done', 1],
    ])
    expect(await jobs(again)).toEqual(['Clerk', 'Driver', 'Judge'])
    await emptySpool(home.path)
  },
)

test('a load that ended its server twice is not run a third time, and says so', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  await using _ = await tableLock(database.url, 'jobs')
  await using server = await startServer(at)
  const id = await startLoad(server, '1,Clerk\n')
  await running(server, id)
  await server.kill()
  await using second = await startServer(at)
  expect(await running(second, id)).toMatchObject({ attempts: 2 })
  await second.kill()

  await using third = await startServer(at)
  expect(await third.rollcall.tasks.get({ id })).toMatchObject({
    state: 'failed',
    error: { code: 'interrupted', message: expect.stringContaining('interrupted twice') },
  })
  expect(await jobs(third)).toEqual([])
  expect(await spoolOf(home.path)).toEqual([])
})

test('a client that follows its load gets the result of it through a restart', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const env = { PORT: String(await freePort()) }
  const at = { home: home.path, databaseUrl: database.url, env }
  await using server = await startServer(at)
  const lock = await tableLock(database.url, 'jobs')
  let id = ''
  const loading = createRollcall({ url: server.url }).load('jobs', ['1,Clerk\n2,\n'], {
    onStarted: (task) => (id = task.id),
  })
  await until('the start', () => id !== '')
  await running(server, id)
  await server.kill()
  await lock[Symbol.asyncDispose]()
  await using _ = await startServer(at)
  expect(await loading).toMatchObject({ id, read: 2, inserted: 1, rejected: 1 })
  const { code, stderr } = await rollcallCli(server.url, 'loads', id, '--follow')
  expect([code, stderr]).toEqual([
    3,
    'Checking: the keys of 2 rows\nThe load was interrupted at the server, and ran again.\n',
  ])
})

test('a load that was cancelled while it waited is not run, and leaves nothing', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  await using scene = await serverWithLoads(database, home.path)
  const { at, server, lock, loads } = scene
  const [, second, third] = loads
  expect(await server.rollcall.tasks.cancel({ id: second })).toMatchObject({ state: 'cancelled' })
  expect(await spoolOf(home.path)).toHaveLength(2)
  await server.kill()
  await lock[Symbol.asyncDispose]()
  await using again = await startServer(at)
  await ended(again.rollcall, third)
  expect(await again.rollcall.tasks.get({ id: second })).toMatchObject({ state: 'cancelled' })
  expect(await jobs(again)).toEqual(['Clerk', 'Judge'])
})

test('a server takes no tasks of another that lives, and ends those whose uploads are not in its home', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  await using elsewhere = await tempFolder()
  await using server = await startServer({ home: home.path, databaseUrl: database.url })
  await using _ = await tableLock(database.url, 'jobs')
  const [first, second] = await threeLoads(server)
  await using other = await startServer({ home: elsewhere.path, databaseUrl: database.url })
  expect(await other.rollcall.tasks.get({ id: first })).toMatchObject({ state: 'running', attempts: 1 })
  expect(await other.rollcall.tasks.get({ id: second })).toMatchObject({ state: 'waiting' })
  await server.kill()
  await using third = await startServer({ home: elsewhere.path + '/third', databaseUrl: database.url })
  for (const id of [first, second]) {
    expect(await third.rollcall.tasks.get({ id })).toMatchObject({ state: 'failed', error: { code: 'interrupted' } })
  }
})

test('an upload that the machine lost a part of is not loaded', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  await using scene = await serverWithLoads(database, home.path)
  const { at, server, lock, loads } = scene
  const [, second, third] = loads
  await server.kill()
  const { input } =
    (await database.sql<{ input: { upload: string } }>('SELECT input FROM tasks WHERE id = $1', [second]))[0] ?? {}
  await writeFile(join(home.path, 'uploads', input?.upload ?? '', 'data'), '2,Dri\0\0\0\0')
  await lock[Symbol.asyncDispose]()
  await using again = await startServer(at)
  expect(await ended(again.rollcall, second)).toMatchObject({ state: 'failed', error: { code: 'damaged' } })
  expect(await ended(again.rollcall, third)).toMatchObject({ state: 'done' })
  expect(await jobs(again)).toEqual(['Clerk', 'Judge'])
})

test('an upload is spent by its load: another is refused, the same is answered', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  await using server = await startServer({ home: home.path, databaseUrl: database.url })
  const { rollcall, url } = server
  const upload = await uploaded(server, '1,Clerk\n')
  const lock = await tableLock(database.url, 'jobs')
  const start = { id: randomUUID(), upload, table: 'jobs' } as const
  await rollcall.loads.start(start)
  const other = await failure(rollcall.loads.start({ ...start, id: randomUUID() }))
  expect(other).toMatchObject({ code: 'wrong_state', message: expect.stringContaining(start.id) })
  expect(await failure(rollcall.uploads.remove({ id: upload }))).toMatchObject({ code: 'wrong_state' })
  expect((await fetch(`${url}/uploads/${upload}?offset=8`, { method: 'PUT', body: '2,x\n' })).status).toBe(409)
  await lock[Symbol.asyncDispose]()
  expect(await ended(rollcall, start.id)).toMatchObject({ state: 'done', result: { inserted: 1 } })
  expect(await rollcall.loads.start(start)).toMatchObject({ state: 'done' })
  expect(await rollcall.tasks.list({ kind: 'load' })).toHaveLength(1)
})

test('a load whose options this release does not know fails and says so; the server starts, and the others are done', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  await using scene = await serverWithLoads(database, home.path)
  const { at, server, lock, loads } = scene
  const [first, second, third] = loads
  await server.kill()
  await database.sql(`UPDATE tasks SET input = input || '{"fromTheFuture": true}' WHERE id = $1`, [second])
  await lock[Symbol.asyncDispose]()
  await using again = await startServer(at)
  expect(await ended(again.rollcall, second)).toMatchObject({ state: 'failed', error: { code: 'interrupted' } })
  for (const id of [first, third]) expect(await ended(again.rollcall, id)).toMatchObject({ state: 'done' })
})

test('an upload that the machine lost a part of before its load was started is not loaded', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  await using server = await startServer(at)
  const upload = await uploaded(server, '1,Clerk\n2,Driver\n')
  await server.kill()
  await writeFile(join(home.path, 'uploads', upload, 'data'), '1,Clerk\n')
  await using again = await startServer(at)
  const { id } = await again.rollcall.loads.start({ id: randomUUID(), upload, table: 'jobs' })
  expect(await ended(again.rollcall, id)).toMatchObject({ state: 'failed', error: { code: 'damaged' } })
  expect(await jobs(again)).toEqual([])
})

test('an upload that the machine lost a part of is not loaded either when the rest came later', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  await using server = await startServer(at)
  const [bent, short] = [await uploaded(server, '1,Clerk\n'), await uploaded(server, '1,Clerk\n')]
  await server.kill()
  await writeFile(join(home.path, 'uploads', bent, 'data'), '1,Cle\0\0\0')
  await writeFile(join(home.path, 'uploads', short, 'data'), '1,Cle')
  await using again = await startServer(at)
  const goOn = (upload: string) =>
    fetch(`${again.url}/uploads/${upload}?offset=8`, { method: 'PUT', body: '2,Judge\n' })
  expect((await goOn(bent)).status).toBe(200)
  const { id } = await again.rollcall.loads.start({ id: randomUUID(), upload: bent, table: 'jobs' })
  expect(await ended(again.rollcall, id)).toMatchObject({ state: 'failed', error: { code: 'damaged' } })
  const refused = await goOn(short)
  expect(await refused.json()).toMatchObject({ error: { code: 'damaged' } })
  expect(await again.rollcall.uploads.status({ id: short })).toMatchObject({ received: 8 })
  expect(await readFile(join(home.path, 'uploads', short, 'data'), 'utf8')).toBe('1,Cle')
  expect(await jobs(again)).toEqual([])
})

test('an upload of which a machine that stopped left half-written notes is none, and keeps nothing from starting', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  const at = { home: home.path, databaseUrl: database.url }
  await using server = await startServer(at)
  const uploads = [await uploaded(server, '1,Clerk\n'), await uploaded(server, '2,Driver\n')]
  const whole = await uploaded(server, '3,Judge\n')
  await server.kill()
  await writeFile(join(home.path, 'uploads', uploads[0] ?? '', 'upload.json'), '')
  await writeFile(join(home.path, 'uploads', uploads[1] ?? '', 'pieces'), Buffer.alloc(61))
  await using again = await startServer(at)
  for (const id of uploads) {
    expect(await failure(again.rollcall.uploads.status({ id }))).toMatchObject({ code: 'not_found' })
  }
  const { id } = await again.rollcall.loads.start({ id: randomUUID(), upload: whole, table: 'jobs' })
  expect(await ended(again.rollcall, id)).toMatchObject({ state: 'done' })
})

test('a load that runs on another server is not cancelled here, and nothing is recorded of it', async () => {
  await using database = await testDatabase()
  await using home = await tempFolder()
  await using elsewhere = await tempFolder()
  await using scene = await serverWithLoads(database, home.path)
  const { lock, loads } = scene
  const [first, second, third] = loads
  await using other = await startServer({ home: elsewhere.path, databaseUrl: database.url })
  expect(await failure(other.rollcall.tasks.cancel({ id: first }))).toMatchObject({ code: 'wrong_state' })
  expect(await other.rollcall.tasks.cancel({ id: second })).toMatchObject({ state: 'cancelled' })
  expect(await database.sql(`SELECT detail->>'task' AS id FROM audit WHERE action = 'tasks.cancel'`)).toEqual([
    { id: second },
  ])
  await lock[Symbol.asyncDispose]()
  for (const id of [first, third]) expect(await ended(other.rollcall, id)).toMatchObject({ state: 'done' })
})
