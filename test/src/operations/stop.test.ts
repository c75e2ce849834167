import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRollcall } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { ended } from '../support/finish-task.js'
import { freePort } from '../support/free-port.js'
import { waitsForLock } from '../support/other-client.js'
import { serverProgram } from '../support/programs.js'
import { rawConnection } from '../support/raw-http.js'
import { bareEnvironment, type ProgramEnd, runProgram } from '../support/run-program.js'
import { serverHome } from '../support/server-home.js'
import { type ServerProcess, startServer } from '../support/server-process.js'
import { tableLock } from '../support/table-lock.js'
import { testDatabase, type TestDatabase } from '../support/test-database.js'
import { until } from '../support/until.js'

interface Scene extends AsyncDisposable {
  readonly home: string
  readonly database: TestDatabase
  readonly start: (seconds: string) => Promise<ServerProcess>
  /** Runs the server program on them, to its end. */
  readonly run: (env: Record<string, string>) => Promise<ProgramEnd>
}

/** A home and a database, for one server process after the other. */
async function scene(): Promise<Scene> {
  const home = await serverHome()
  const database = await testDatabase()
  const settings = { DATABASE_URL: database.url, ROLLCALL_HOME: home.path, PORT: '0' }
  return {
    home: home.path,
    database,
    run: (env) => runProgram(serverProgram, ['serve'], { env: { ...settings, ...env } }),
    start: (seconds) =>
      startServer({
        home: home.path,
        databaseUrl: database.url,
        env: { ROLLCALL_SHUTDOWN_SECONDS: seconds },
      }),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

const isUnready = ({ url }: ServerProcess) =>
  until('a server that is not ready', async () => (await fetch(`${url}/readyz`)).status === 503)

test('told to stop, the server is unready at once, takes no new work, answers what it began, and exits 0', async () => {
  await using stage = await scene()
  await using server = await stage.start('25')
  const { database } = stage
  const lock = await tableLock(database.url, 'jobs')
  const begun = server.rollcall.jobs.create({ id: 1, job: 'Cook' })
  await waitsForLock(database)
  const end = server.stop()
  await isUnready(server)

  const refused = await fetch(`${server.url}/api/departments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id": 1, "department": "Legal"}',
  })
  const { headers } = refused
  expect([refused.status, headers.get('retry-after'), headers.get('connection')]).toEqual([503, '5', 'close'])
  const error = await failure(server.rollcall.departments.create({ id: 1, department: 'Legal' }))
  expect(error).toMatchObject({ code: 'unavailable', retryAfter: 5 })
  expect((await fetch(`${server.url}/api/backup`)).status).toBe(503)
  // Looking is still possible, so that who waits for something is told how it is.
  expect((await fetch(`${server.url}/trpc/reports.years`)).status).toBe(200)

  await lock[Symbol.asyncDispose]()
  expect(await begun).toEqual({ id: 1, job: 'Cook' })
  expect(await end).toBe(0)
  expect(await database.sql('SELECT id FROM departments')).toEqual([])
})

test('a task that runs is given its time, and who watches it sees its end', async () => {
  await using stage = await scene()
  await using server = await stage.start('25')
  const lock = await tableLock(stage.database.url, 'jobs')
  const made = server.rollcall.load('jobs', ['id,job\n1,Cook\n'])
  await waitsForLock(stage.database)
  const end = server.stop()
  await isUnready(server)
  await lock[Symbol.asyncDispose]()
  expect(await made).toMatchObject({ state: 'done', inserted: 1 })
  expect(await end).toBe(0)
})

test('what takes longer is interrupted; a load is run again by the next start, and so is one that waited', async () => {
  await using stage = await scene()
  const { sql, url } = stage.database
  await using first = await stage.start('1')
  const lock = await tableLock(url, 'jobs')
  const impatient = createRollcall({ url: first.url, retries: 0 })
  const loads = ['1,Cook', '2,Smith'].map((row) => failure(impatient.load('jobs', [`id,job\n${row}\n`])))
  await waitsForLock(stage.database)
  await until('two loads', async () => (await first.rollcall.tasks.list({ kind: 'load' })).length === 2)
  expect(await first.stop()).toBe(0)
  expect((await Promise.all(loads)).map(({ code }) => code)).toEqual(['unreachable', 'unreachable'])
  await lock[Symbol.asyncDispose]()
  expect(await sql('SELECT id FROM jobs')).toEqual([])

  await using next = await stage.start('25')
  await until('the loads', async () => (await next.rollcall.tasks.list({})).every(({ state }) => state === 'done'))
  expect(await sql('SELECT id FROM jobs ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
})

test('a second signal ends the server at once', async () => {
  await using stage = await scene()
  await using server = await stage.start('25')
  await using _ = await tableLock(stage.database.url, 'jobs')
  const begun = server.rollcall.jobs.create({ id: 1, job: 'Cook' }).catch(() => undefined)
  await waitsForLock(stage.database)
  process.kill(server.pid, 'SIGTERM')
  await until('a server that was told', () => server.log().includes('SIGTERM received'))
  expect(await server.stop()).toBe(1)
  await begun
})

test('a connection that asks nothing does not keep the server', async () => {
  await using stage = await scene()
  await using server = await stage.start('25')
  using idle = rawConnection(server.url, 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
  using half = rawConnection(server.url, 'GET /healthz HTTP/1.1\r\n')
  await until('an answer', () => idle.socket.bytesRead > 0)
  const began = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - began).toBeLessThan(10_000)
  await half.closed
})

test('a server that cannot start ends, says why, and leaves the loads of its home to the next start', async () => {
  await using stage = await scene()
  await using server = await stage.start('25')
  const lock = await tableLock(stage.database.url, 'jobs')
  const { id } = await server.rollcall.startLoad('jobs', ['1,Clerk\n'])
  await server.kill()
  const notAFolder = join(stage.home, 'file')
  await writeFile(notAFolder, '')
  expect(await stage.run({ ROLLCALL_BACKUP_DIR: notAFolder })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('ENOTDIR'),
  })
  await lock[Symbol.asyncDispose]()
  await using again = await stage.start('25')
  expect(await ended(again.rollcall, id)).toMatchObject({ state: 'done' })
})

test('a log that cannot be written costs its lines, not the server', async () => {
  await using stage = await scene()
  const port = await freePort()
  await using full = await open('/dev/full', 'w')
  const env = { DATABASE_URL: stage.database.url, ROLLCALL_HOME: stage.home, PORT: String(port) }
  using server = spawn(process.execPath, [serverProgram, 'serve'], {
    env: bareEnvironment(env),
    stdio: ['ignore', full.fd, 'inherit'],
  })
  const rollcall = createRollcall({ url: `http://127.0.0.1:${port}`, retries: 0 })
  await until('a server that serves', () => rollcall.jobs.list().catch(() => false))
  for (let request = 0; request < 20; request++) await rollcall.jobs.list()
  expect(server.exitCode).toBeNull()
  const exited = once(server, 'exit')
  server.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
})
