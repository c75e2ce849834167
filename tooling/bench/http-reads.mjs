import { join } from 'node:path'
import { createRollcall } from '@rollcall/sdk'
import { readDuring } from './cannon.mjs'
import { writeEmployees } from './employees-file.mjs'
import { printMark } from './print.mjs'

/** Rows that are there before: a load into a table that is in use takes the live path. */
const THERE = 10_000
const LOADED = 1_000_000
/** What is compiled and planned at first is not what is measured. */
const WARM_UP = 30_000

/** The longest that 99 of 100 reads may take, in milliseconds. */
const MARK = 50

/**
 * Small reads while a large file is loaded into the table in use.
 * @param {import('./http-writes.mjs').HttpBench} bench
 */
export async function benchReads({ scratch, folder, server }) {
  await scratch.sql(
    `TRUNCATE hired_employees;
     INSERT INTO hired_employees SELECT n, 'There', now(), 1, 1 FROM generate_series(1, ${THERE}) n`,
  )
  await readDuringLoad({ folder, server }, { rows: WARM_UP, from: THERE + 1 })
  const { reads, seconds } = await readDuringLoad({ folder, server }, { rows: LOADED, from: THERE + WARM_UP + 1 })
  process.stdout.write(`\nReads while ${LOADED.toLocaleString('en')} rows are loaded, ${seconds.toFixed(1)} s\n`)
  for (const [name, { reads: count, p50, p99, max }] of Object.entries(reads)) {
    process.stdout.write(`  ${name.padEnd(18)} ${count} reads: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`)
    printMark(p99 <= MARK, `p99 ≤ ${MARK} ms`)
  }
}

/**
 * @param {Pick<import('./http-writes.mjs').HttpBench, 'folder' | 'server'>} bench
 * @param {{ rows: number, from: number }} people
 */
async function readDuringLoad({ folder, server }, { rows, from }) {
  const csv = join(folder, 'live.csv')
  await writeEmployees(csv, { rows, from })
  const rollcall = createRollcall({ url: server })
  const { id } = await rollcall.startLoad('hired_employees', csv)
  const loading = rollcall.loads.follow(id)
  const get = readDuring(`${server}/trpc/departments.get?input=${encodeURIComponent('{"id":1}')}`, loading)
  const list = readDuring(`${server}/trpc/tasks.list?input=${encodeURIComponent('{}')}`, loading)
  const reads = { 'departments.get': await get, 'tasks.list': await list }
  const { inserted, path, seconds } = await loading
  if (inserted !== rows || path !== 'live') throw new Error(`The load was ${path} and inserted ${inserted} rows.`)
  return { reads, seconds }
}
