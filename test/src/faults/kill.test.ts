import { readdir, realpath, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createRollcall, type Rollcall, type Task } from '@rollcall/sdk'
import { expect, test, vi } from 'vitest'
import { employeeCsv } from '../support/employee-csv.js'
import { ended } from '../support/finish-task.js'
import { otherClient } from '../support/other-client.js'
import { serverProgram } from '../support/programs.js'
import { longTimeout } from '../support/proof-runs.js'
import { bareEnvironment, runProgram } from '../support/run-program.js'
import { serverHome } from '../support/server-home.js'
import {
  endPostgres,
  postgresBelow,
  serverCommand,
  startServer,
  type ServerProcess,
} from '../support/server-process.js'
import { emptySpool } from '../support/spool-of.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: longTimeout })

const ROWS = 300_000

/** A client that does not try again: the server is meant to be gone. */
const impatient = ({ url }: ServerProcess): Rollcall => createRollcall({ url, retries: 0 })

async function parents({ rollcall }: ServerProcess): Promise<void> {
  await rollcall.departments.create({ id: 1, department: 'Sales' })
  await rollcall.jobs.createMany({ rows: [1, 2, 3].map((id) => ({ id, job: `Job ${id}` })) })
}

async function print({ sql }: ServerProcess): Promise<string> {
  const [row] = await sql<{ print: string }>(
    `SELECT count(*) || ' ' || coalesce(md5(string_agg(e::text, E'\\n' ORDER BY id)), '') AS print FROM hired_employees e`,
  )
  return row?.print ?? ''
}

/** Every constraint of the three tables, and whether it is validated. */
const constraints = ({ sql }: ServerProcess) =>
  sql<{ convalidated: boolean }>(
    `SELECT conrelid::regclass::text AS table, conname, convalidated, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE conrelid IN ('departments'::regclass, 'jobs'::regclass, 'hired_employees'::regclass) AND contype <> 'n' ORDER BY 1, 2`,
  )

/** Starts a task in the background; answers it as soon as it is known. */
async function begun(start: (onStarted: (task: Task) => void) => Promise<unknown>): Promise<string> {
  let id: string | undefined
  start((task) => (id = task.id)).catch(() => undefined)
  return until('the start of the task', () => id)
}

/** What is in a folder; nothing when it is not there. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

const load = (server: ServerProcess) =>
  begun((onStarted) => impatient(server).load('hired_employees', employeeCsv(1, ROWS), { onStarted }))

/** Moments in the life of a load: when it is started, when it waits with half of its rows in the table, or a little before it is done. */
const moments = ['started', 'half in', 'nearly done'] as const

async function reached({ rollcall }: ServerProcess, id: string, rows: number): Promise<void> {
  await until(`${rows} rows of task ${id}`, async () => {
    const { state, progress } = await rollcall.tasks.get({ id })
    return rows === 0 || !['waiting', 'running'].includes(state) || (progress?.rows ?? 0) >= rows
  })
}

test('a load during which the server is killed is done by the next one, whole, and says how often it began', async () => {
  await using home = await serverHome()
  for (const moment of moments) {
    await using server = await startServer({ home: home.path })
    if (moment === 'started') await parents(server)
    const before = await constraints(server)
    await using other = await otherClient(await server.databaseUrl())
    if (moment === 'half in') await other.query(`BEGIN; ${takenKey}`)
    const id = await load(server)
    if (moment === 'half in') await waitsForKey(server)
    else await reached(server, id, moment === 'started' ? 0 : ROWS)
    await server.kill()
    await other.end()

    await using again = await startServer({ home: home.path })
    const task = await ended(again.rollcall, id)
    if (moment === 'half in') expect(task.attempts).toBe(2)
    const [found] = await again.sql<{ rows: number }>('SELECT count(*)::integer AS rows FROM hired_employees')
    expect([found, task]).toMatchObject([{ rows: ROWS }, { state: 'done', result: { inserted: ROWS, read: ROWS } }])
    expect(await constraints(again)).toEqual(before)
    expect(before.every(({ convalidated }) => convalidated)).toBe(true)
    await emptySpool(home.path)
    await again.sql('DELETE FROM hired_employees')
    expect(await again.stop()).toBe(0)
  }
})

/** A key that is not there yet, nor free: a load waits for it with the rows before it in the table. */
const takenKey = `INSERT INTO hired_employees VALUES (${ROWS / 2}, 'Ann', '2021-01-01Z', 1, 1)`

async function waitsForKey({ sql }: ServerProcess): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'transactionid'`
  await until('a load that waits for a key', async () => (await sql(waiting)).length > 0)
}

test('a load is done after the server and its PostgreSQL were killed', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  await parents(server)
  const id = await load(server)
  await reached(server, id, 1)
  await server.kill()
  await endPostgres(home.path)

  await using again = await startServer({ home: home.path })
  expect(await ended(again.rollcall, id)).toMatchObject({ state: 'done', result: { inserted: ROWS } })
  expect(await again.sql('SELECT count(*)::integer AS rows FROM hired_employees')).toEqual([{ rows: ROWS }])
})

test('a server killed during a backup leaves no half backup, and the next one clears up', async () => {
  await using home = await serverHome()
  await using first = await startServer({ home: home.path })
  await parents(first)
  await first.rollcall.load('hired_employees', employeeCsv(1, ROWS))
  await first.stop()
  const backups = join(home.path, 'backups')
  const inBackups = () => namesIn(backups)
  for (const kind of ['departments.avro', 'hired_employees.avro']) {
    await using server = await startServer({ home: home.path })
    const id = await begun((onStarted) => impatient(server).backups.create({ onStarted }))
    await until(`a beginning of ${kind}`, async () => {
      const [partial] = (await inBackups()).filter((name) => name.endsWith('.partial'))
      if ((await server.rollcall.tasks.get({ id })).state === 'done') return true
      return partial !== undefined && (await namesIn(join(backups, partial))).includes(kind)
    })
    await server.kill()

    await using again = await startServer({ home: home.path })
    expect((await inBackups()).filter((name) => name.endsWith('.partial'))).toEqual([])
    const task = await ended(again.rollcall, id)
    const listed = await again.rollcall.backups.list()
    for (const backup of listed) expect(await again.rollcall.backups.verify(backup.id)).toMatchObject({ ok: true })
    if (task.state === 'failed') expect([task.error?.code, listed]).toEqual(['interrupted', []])
    else expect(listed).toMatchObject([{ tables: { hired_employees: { rows: ROWS } } }])
    expect(await inBackups()).toEqual(listed.map((backup) => backup.id))
    await rm(backups, { recursive: true, force: true })
    await again.stop()
  }
})

test('a server killed during a restore leaves the table as it was before or as it was in the backup', async () => {
  await using home = await serverHome()
  await using first = await startServer({ home: home.path })
  await parents(first)
  await first.rollcall.load('hired_employees', employeeCsv(1, ROWS))
  const backup = await first.rollcall.backups.create()
  const whole = await print(first)
  await first.stop()
  for (const part of ['safety backup', 'lock'] as const) {
    await using server = await startServer({ home: home.path })
    await server.sql(
      `DELETE FROM hired_employees WHERE id % 10 = 0; UPDATE hired_employees SET name = 'x' WHERE id % 10 = 1`,
    )
    const broken = await print(server)
    expect(broken).not.toBe(whole)
    const id = await begun((onStarted) => impatient(server).restore('hired_employees', backup.id, { onStarted }))
    await until(part, async () => {
      if ((await server.rollcall.tasks.get({ id })).endedAt) return true
      if (part === 'safety backup') return (await readdir(join(home.path, 'backups'))).length > 1
      return (
        (
          await server.sql(
            `SELECT 1 FROM pg_locks WHERE relation = 'hired_employees'::regclass AND mode = 'RowExclusiveLock'`,
          )
        ).length > 0
      )
    })
    await server.kill()

    await using again = await startServer({ home: home.path })
    const task = await ended(again.rollcall, id)
    const after = await print(again)
    if (task.state === 'done') expect(after).toBe(whole)
    else expect([task.error?.code, after]).toEqual(['interrupted', broken])
    await again.stop()
  }
  await using last = await startServer({ home: home.path })
  for (const { id } of await last.rollcall.backups.list())
    expect(await last.rollcall.backups.verify(id)).toMatchObject({ ok: true })
  expect(await last.rollcall.restore('hired_employees', backup.id)).toMatchObject({ rows: ROWS })
  expect(await print(last)).toBe(whole)
})

test('a server told to stop during a load ends with 0, leaves the load to the next one, and no process and no hold on its home', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  await parents(server)
  const id = await load(server)
  await reached(server, id, 1)
  expect(await server.stop()).toBe(0)
  expect(await postgresBelow(home.path)).toEqual([])

  await using again = await startServer({ home: home.path })
  const task = await ended(again.rollcall, id)
  const [found] = await again.sql<{ rows: number }>('SELECT count(*)::integer AS rows FROM hired_employees')
  expect([task.state, found?.rows]).toEqual(['done', ROWS])
  expect(await again.stop()).toBe(0)
  expect(await postgresBelow(home.path)).toEqual([])
  await home[Symbol.asyncDispose]()
  await expect(readdir(home.path)).rejects.toThrow('ENOENT')
})

test('a server told to stop says goodbye to its clients: nobody waits', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  await parents(server)
  const loading = impatient(server)
    .load('hired_employees', employeeCsv(1, ROWS))
    .catch((error: unknown) => error)
  await until('a load', async () => (await server.rollcall.tasks.list({ kind: 'load' }))[0])
  expect(await server.stop()).toBe(0)
  expect(await loading).toBeDefined()
})

test('a second server on one home does not start, and says who holds it', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  const second = await runProgram(serverProgram, ['serve'], { env: { ROLLCALL_HOME: home.path, PORT: '0' } })
  expect(second.code).toBeGreaterThan(0)
  expect(`${second.stdout}${second.stderr}`).toContain(String(server.pid))
  expect(`${second.stdout}${second.stderr}`).toContain(home.path)
  expect(await server.rollcall.system.status()).toMatchObject({ tables: { departments: 0 } })
})

test('migrate status and database-url answer beside a running server', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  const status = await serverCommand(home.path, 'migrate', 'status')
  expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('applied  0001-people-tables')])
  expect(status.stdout).not.toContain('pending')
  expect(await server.sql('SELECT count(*)::integer AS rows FROM jobs')).toEqual([{ rows: 0 }])
  expect(await server.rollcall.jobs.create({ id: 1, job: 'still here' })).toMatchObject({ id: 1 })
})

test('migrate works on a home without a server, and leaves nothing running', async () => {
  await using home = await serverHome()
  const before = await serverCommand(home.path, 'migrate', 'status')
  expect([before.code, before.stdout]).toEqual([0, expect.stringContaining('pending  0001-people-tables')])
  expect(await serverCommand(home.path, 'migrate', 'up')).toMatchObject({ code: 0, stderr: '' })
  expect((await serverCommand(home.path, 'migrate', 'status')).stdout).not.toContain('pending')
  expect(await postgresBelow(home.path)).toEqual([])
})

test('a server that is told to stop twice is gone at once, and the next one starts', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  process.kill(server.pid, 'SIGTERM')
  process.kill(server.pid, 'SIGTERM')
  await server.stop()
  await using again = await startServer({ home: home.path })
  expect(await again.rollcall.system.status()).toMatchObject({ database: { pendingMigrations: [] } })
})

test('a server whose PostgreSQL dies says that it is unavailable until it has brought it back', async () => {
  await using home = await serverHome()
  await using server = await startServer({ home: home.path })
  const data = await realpath(join(home.path, 'postgres', 'data'))
  // Without the data the server cannot start it again yet.
  await rename(data, `${data}.away`)
  await endPostgres(home.path)
  const answer = await impatient(server)
    .jobs.list()
    .catch((error: { code: string }) => error.code)
  expect(answer).toBe('unavailable')
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await rename(`${data}.away`, data)
  await until('a server that is ready', async () => (await fetch(`${server.url}/readyz`)).status === 200)
  expect(await impatient(server).jobs.list()).toEqual({ rows: [], next: null })
})

test('what is wrong with the environment is said in words, all of it, and nothing is made', async () => {
  await using home = await serverHome()
  const env = {
    ...bareEnvironment({}),
    ROLLCALL_HOME: join(home.path, 'new'),
    PORT: 'many',
    DATABASE_URL: 'mysql://x',
  } as Record<string, string>
  const { code, stderr, stdout } = await runProgram(serverProgram, ['serve'], { env })
  expect(code).toBeGreaterThan(0)
  expect(`${stdout}${stderr}`).toMatch(/DATABASE_URL[\s\S]*PORT|PORT[\s\S]*DATABASE_URL/)
  expect(await readdir(home.path)).toEqual([])
})
