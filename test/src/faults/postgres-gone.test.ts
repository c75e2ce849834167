// PostgreSQL is stopped, or crashes, in the middle of a load, a backup and a restore, and is started again.
import { createRollcall } from '@rollcall/sdk'
import { createServer } from '@rollcall/server'
import pg from 'pg'
import { expect, test } from 'vitest'
import { employeeCsv } from '../support/employee-csv.js'
import { failure } from '../support/failure.js'
import { keysOf } from '../support/keys-of.js'
import { logLines } from '../support/log-lines.js'
import { ownPostgres } from '../support/own-postgres.js'
import { employees, parents } from '../support/people.js'
import { tempFolder } from '../support/temp-folder.js'
import { unhurried } from '../support/unhurried.js'
import { until } from '../support/until.js'

const THERE = 30_000
const LOADED = 60_000

function sqlAt(url: string) {
  return async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }
}

interface Ended {
  kind: string
  state: string
  code: string | null
}

test.each(['stop', 'crash'] as const)(
  'after a %s of PostgreSQL in the middle of tasks nothing is half done, and the server goes on by itself',
  async (how) => {
    await using postgres = await ownPostgres()
    await using home = await tempFolder()
    const { log, lines } = logLines()
    await using server = await createServer({
      databaseUrl: postgres.url,
      home: home.path,
      log,
      version: 'test',
      limits: unhurried,
    })
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const rollcall = createRollcall({ url })
    const impatient = createRollcall({ url, retries: 0 })
    const database = { sql: sqlAt(postgres.url) }
    await parents(database)
    await employees(database, THERE)
    const keys = await keysOf(database)
    const { id } = await rollcall.backups.create()
    await database.sql(`INSERT INTO jobs VALUES (4, 'Added later')`)

    const begun: Promise<unknown>[] = []
    const begin = (start: (onStarted: () => void) => Promise<unknown>) =>
      new Promise<void>((started) => {
        const end = start(started).catch(() => undefined)
        begun.push(end)
        void end.then(() => started())
      })
    await begin((onStarted) => rollcall.load('hired_employees', employeeCsv(THERE + 1, THERE + LOADED), { onStarted }))
    await Promise.all([
      begin((onStarted) => rollcall.backups.create({ onStarted })),
      begin((onStarted) => rollcall.restore('jobs', id, { onStarted })),
    ])
    await postgres[how]()

    for (const ask of [
      () => impatient.reports.hiredByQuarter({ year: 2021 }),
      () => impatient.jobs.create({ id: 9, job: 'Lost' }),
      () => impatient.load('jobs', ['9,Lost\n']),
      () => impatient.backups.create(),
    ]) {
      expect(await failure(ask())).toMatchObject({ code: 'unavailable' })
    }
    expect((await fetch(`${url}/readyz`)).status).toBe(503)

    await postgres.start()
    await until('a server that is ready', async () => (await fetch(`${url}/readyz`)).status === 200)
    await Promise.all(begun)
    const tasks = await until('the end of all tasks', async () => {
      const found = await database.sql<Ended & { ended: boolean }>(
        `SELECT kind, state, error->>'code' AS code, ended_at IS NOT NULL AS ended FROM tasks ORDER BY created_at OFFSET 1`,
      )
      return found.every(({ ended }) => ended) && found
    })
    const troubles = JSON.stringify(lines().filter(({ task }) => task !== undefined))
    for (const { state, code } of tasks)
      expect(['done null', 'failed unavailable'], troubles).toContain(`${state} ${code}`)
    const stateOf = (kind: string) => tasks.find((task) => task.kind === kind)?.state
    expect(stateOf('load'), troubles).toBe('done')
    const [count] = await database.sql<{ employees: number; added: number }>(
      `SELECT (SELECT count(*) FROM hired_employees)::integer AS employees,
              (SELECT count(*) FROM jobs WHERE id = 4)::integer AS added`,
    )
    expect(count).toEqual({ employees: THERE + LOADED, added: stateOf('restore') === 'done' ? 0 : 1 })
    expect(await keysOf(database)).toEqual(keys)
    for (const backup of await rollcall.backups.list()) {
      expect(await rollcall.backups.verify(backup.id)).toMatchObject({ ok: true })
    }
    const sessions = `SELECT FROM pg_stat_activity WHERE application_name = 'rollcall task'`
    await until('one session', async () => (await database.sql(sessions)).length === 1)
    expect(await rollcall.load('jobs', ['9,Next\n'])).toMatchObject({ inserted: 1 })
    expect(await rollcall.restore('jobs', id)).toMatchObject({ rows: 3 })
  },
)
