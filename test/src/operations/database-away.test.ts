import { createServer } from '@rollcall/server'
import { createRollcall } from '@rollcall/sdk'
import pg from 'pg'
import pino from 'pino'
import { expect, test } from 'vitest'
import { ownPostgres } from '../support/own-postgres.js'
import { serverProgram } from '../support/programs.js'
import { runProgram } from '../support/run-program.js'
import { startServer } from '../support/server-process.js'
import { tempFolder } from '../support/temp-folder.js'
import { unhurried } from '../support/unhurried.js'
import { until } from '../support/until.js'

const silent = pino({ level: 'silent' })

async function serverOn(databaseUrl: string, home: string) {
  const server = await createServer({ databaseUrl, home, log: silent, version: 'test', limits: unhurried })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const statusOf = async (path: string) => (await fetch(url + path)).status
  return { server, url, statusOf, rollcall: createRollcall({ url, retries: 0 }) }
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

test('while PostgreSQL is away requests are told so; when it is back the server is, with no client leaked', async () => {
  await using postgres = await ownPostgres()
  await using home = await tempFolder()
  const { server, url, statusOf, rollcall } = await serverOn(postgres.url, home.path)
  await using _ = server
  const useOfPool = async () => {
    const text = await (await fetch(`${url}/metrics`)).text()
    return ['connections{state="used"}', 'waiting'].map((name) =>
      Number(new RegExp(`^rollcall_database_pool_${name.replace(/[{}]/g, '\\$&')} (.+)$`, 'm').exec(text)?.[1]),
    )
  }
  for (const _ of [1, 2]) {
    await Promise.all(Array.from({ length: 20 }, () => rollcall.departments.list()))
    expect(await statusOf('/readyz')).toBe(200)

    await postgres.stop()
    const refused = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/api/departments`)))
    for (const { status, headers } of refused) expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    await until('a server that is not ready', async () => (await statusOf('/readyz')) === 503)
    expect(await statusOf('/healthz')).toBe(200)
    await expect(rollcall.departments.list()).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 })

    await postgres.start()
    await until('a server that is ready', async () => (await statusOf('/readyz')) === 200)
    expect(await rollcall.departments.list()).toEqual({ rows: [], next: null })
    expect(await useOfPool()).toEqual([0, 0])
  }
  const clients = `SELECT FROM pg_stat_activity WHERE application_name LIKE 'rollcall%'`
  // At most the pool's ten, the one that shows that the server lives, and one that asks whether it is ready.
  expect((await ask(postgres.url, clients)).length).toBeLessThanOrEqual(12)
  // Tasks go on, and another server that starts does not take this one for dead.
  const shown = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1382840403`
  await until('a server that shows that it lives', async () => (await ask(postgres.url, shown)).length === 1)
  expect(await rollcall.backups.create()).toMatchObject({ kind: 'manual' })
})

test('the server waits for a PostgreSQL that is not there yet, says so without the password, and serves when it comes', async () => {
  await using postgres = await ownPostgres()
  await using home = await tempFolder()
  await postgres.stop()
  let said = ''
  const started = startServer({ home: home.path, databaseUrl: postgres.url, onOutput: (text) => (said += text) })
  await Promise.race([started, until('a server that waits', () => said.includes('waiting for PostgreSQL'))])
  await postgres.start()
  await using server = await started
  const { host, password } = new URL(postgres.url)
  expect(server.log()).toContain(`waiting for PostgreSQL at ${host} (ECONNREFUSED), at most 60 s`)
  expect(server.log()).not.toContain(password)
  expect(await server.stop()).toBe(0)
})

test('a PostgreSQL that does not come, or does not let us in, is one clear message and exit 1', async () => {
  await using postgres = await ownPostgres()
  await using home = await tempFolder()
  const serve = (url: URL, seconds = '60') =>
    runProgram(serverProgram, ['serve'], {
      env: {
        DATABASE_URL: url.href,
        ROLLCALL_HOME: home.path,
        PORT: '0',
        ROLLCALL_DATABASE_WAIT_SECONDS: seconds,
      },
    })
  const { host } = new URL(postgres.url)
  const wrongPassword = new URL(postgres.url)
  wrongPassword.password = 'guessed'
  const missing = new URL(postgres.url)
  missing.pathname = '/nowhere'
  const [refused, unknown] = await Promise.all([serve(wrongPassword), serve(missing)])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    new RegExp(
      `^error: PostgreSQL at ${host} does not let us in: password authentication failed .* Correct DATABASE_URL\\.\n$`,
    ),
  )
  expect(refused.stderr).not.toContain('guessed')
  expect(unknown).toMatchObject({ code: 1, stdout: '' })
  expect(unknown.stderr).toBe(
    `error: There is no database "nowhere" at ${host}. Make it with CREATE DATABASE, or correct DATABASE_URL.\n`,
  )
  await postgres.stop()
  const gaveUp = await serve(new URL(postgres.url), '1')
  expect(gaveUp.code).toBe(1)
  expect(gaveUp.stderr).toBe(
    `error: PostgreSQL at ${host} did not answer within 1 s (ECONNREFUSED). Start it, or correct DATABASE_URL.\n`,
  )
})
