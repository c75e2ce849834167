import { join } from 'node:path'
import { writeEmployees } from './employees-file.mjs'
import { inTurn } from './in-turn.mjs'
import { assertRows, emptied, without } from './load-table.mjs'
import { ways, whole } from './load-ways.mjs'
import { printSeconds } from './print.mjs'
import { watchReaders } from './readers.mjs'

/** Rows that are there before a load into a table that is in use. */
const THERE = 1_000_000

/**
 * All ways into a table in use, and how long others wait for it.
 * @param {import('./load-ways.mjs').Bench} bench
 * @param {number} rows
 */
export async function intoLive(bench, rows) {
  const { scratch, folder, runs } = bench
  const csv = join(folder, 'more.csv')
  await writeEmployees(csv, { rows, from: THERE + 1 })
  await emptied(scratch)
  const base = join(folder, 'base.csv')
  await writeEmployees(base, { rows: THERE })
  await whole(bench, { csv: base })
  const readers = await watchReaders(scratch.url)
  const around = { prepare: () => without(scratch, THERE), check: () => assertRows(scratch, THERE + rows) }
  const contestants = ways(bench, { csv, ...around })
  const watched = contestants.map(({ name, run, ...rest }) => ({ name, ...rest, run: () => readers.during(name, run) }))
  const title = `${rows.toLocaleString('en')} rows into a table of ${THERE.toLocaleString('en')} while others read it`
  try {
    printSeconds(title, { seconds: await inTurn(watched, runs), rows })
  } finally {
    await readers.stop()
  }
  for (const [name, slowest] of readers.slowest)
    process.stdout.write(`  a reader's longest wait during ${name}: ${Math.round(slowest)} ms\n`)
}
