import { createToken, openDatabase } from '@rollcall/server'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { testServer } from '../support/test-server.js'
import { until } from '../support/until.js'

/** The samples of Prometheus' text format by name and labels; throws at a line that is none. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-zA-Z_:][\w:]* .+$/.test(line)) continue
    const sample = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)*\})?) (\S+)$/.exec(line)
    if (!sample) throw new Error(`This is no sample: ${line}`)
    samples.set(sample[1] as string, Number((sample[2] as string).replace('Inf', 'Infinity')))
  }
  return samples
}

const read = async (url: string) => samplesOf(await (await fetch(`${url}/metrics`)).text())

test('what was asked and loaded is counted, by route and by table', async () => {
  await using server = await testServer()
  const { rollcall } = server
  await rollcall.jobs.create({ id: 1, job: 'Cook' })
  await failure(rollcall.jobs.create({ id: 1, job: 'Cook' }))
  await rollcall.load('departments', ['id,department\n1,Legal\n2,Sales\nx,Nobody\n'])
  await fetch(`${server.url}/made-up/${crypto.randomUUID()}`)
  const samples = await until('all figures', async () => {
    const found = await read(server.url)
    return found.has('rollcall_tasks_ended_total{kind="load",state="done"}') && found
  })
  const requests = (labels: string) => samples.get(`rollcall_http_request_duration_seconds_count{${labels}}`)
  expect(requests('method="POST",route="/trpc/jobs.create",status="200"')).toBe(1)
  expect(requests('method="POST",route="/trpc/jobs.create",status="409"')).toBe(1)
  expect(requests('method="GET",route="unknown",status="404"')).toBe(1)
  expect(samples.get('rollcall_rows_loaded_total{table="departments"}')).toBe(2)
  expect(samples.get('rollcall_rows_rejected_total{table="departments"}')).toBe(1)
  expect(samples.get('rollcall_tasks{kind="load",state="running"}')).toBe(0)
  expect(samples.get('rollcall_database_pool_waiting')).toBe(0)
  expect(samples.get('rollcall_database_pool_connections{state="free"}')).toBeGreaterThan(0)
  for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes', 'process_cpu_seconds_total'])
    expect(samples.has(name)).toBe(true)
})

test('the age of the last backup is told, and is infinite when there is none', async () => {
  await using server = await testServer()
  const age = async () => (await read(server.url)).get('rollcall_last_backup_age_seconds')
  expect(await age()).toBe(Number.POSITIVE_INFINITY)
  await server.rollcall.backups.create()
  expect(await age()).toBeGreaterThanOrEqual(0)
  expect(await age()).toBeLessThan(60)
})

test('two servers in one process count by themselves', async () => {
  await using one = await testServer()
  await using other = await testServer()
  await one.rollcall.reports.years()
  const name = 'rollcall_http_request_duration_seconds_count{method="GET",route="/trpc/reports.years",status="200"}'
  await until('a count', async () => (await read(one.url)).get(name) === 1)
  expect((await read(other.url)).has(name)).toBe(false)
})

test('the figures want a token that may read', async () => {
  await using server = await testServer()
  await using database = openDatabase(server.database.url)
  const headersWith = async (scope: 'read' | 'write') => {
    const { token } = await createToken(database.query, { name: scope, scopes: [scope], expiresAt: null })
    return { authorization: `Bearer ${token}` }
  }
  const status = async (headers: Record<string, string>) => (await fetch(`${server.url}/metrics`, { headers })).status
  expect(await status(await headersWith('read'))).toBe(200)
  expect(await status(await headersWith('write'))).toBe(403)
  await until('a server that wants tokens', async () => (await status({})) === 401)
})
