import { join } from 'node:path'
import { writeEmployees } from './employees-file.mjs'
import { inTurn } from './in-turn.mjs'
import { pgloader, psqlWays, rollcallLoad, uploaded } from './load-contestants.mjs'
import { onStage, openStage } from './on-stage.mjs'
import { printSeconds } from './print.mjs'
import { watchReaders } from './readers.mjs'
import { isInstalled } from './run-command.mjs'

/** Rows that are there before a load into a table that is in use. */
const THERE = 1_000_000

/**
 * Measures loading CSV files and prints it.
 * @param {{ sizes: number[], runs: number, only: string | undefined }} options
 */
export function benchLoad({ sizes, runs, only }) {
  return onStage(async ({ scratch, folder, serve }) => {
    const server = await serve()
    await openStage(scratch, runs)
    const bench = {
      scratch,
      folder,
      server: server.url,
      runs,
      psql: await isInstalled('psql'),
      loader: await isInstalled('pgloader'),
      peak: 0,
    }
    for (const rows of sizes) {
      if (!only || only === 'empty') await intoEmpty(bench, rows)
      if (!only || only === 'bad') await withBadRows(bench, rows)
      if (!only || only === 'live') await intoLive(bench, rows)
    }
    process.stdout.write(`\nPeak memory: server ${await server.peakMemory()} MiB, rollcall load ${bench.peak} MiB\n`)
  })
}

/**
 * @typedef {object} Bench
 * @property {import('./scratch-database.mjs').Scratch} scratch
 * @property {string} folder
 * @property {string} server
 * @property {number} runs
 * @property {boolean} psql
 * @property {boolean} loader
 * @property {number} peak the most memory that `rollcall load` held, in MiB
 */

/**
 * @param {Bench} bench
 * @param {number} rows
 */
async function intoEmpty(bench, rows) {
  const { scratch, folder, runs } = bench
  const csv = join(folder, 'employees.csv')
  const binary = join(folder, 'employees.copy')
  await writeEmployees(csv, { rows })
  if (bench.psql) {
    const psql = psqlWays({ url: scratch.url, csv, binary })
    await emptied(scratch)
    await psql.allKeysRebuilt()
    await psql.saveBinary()
  }
  const seconds = await inTurn(
    ways(bench, { csv, binary, prepare: () => emptied(scratch), check: () => assertRows(scratch, rows) }),
    runs,
  )
  printSeconds(`${rows.toLocaleString('en')} rows into an empty table`, { seconds, rows })
}

/**
 * @param {Bench} bench
 * @param {number} rows
 */
async function withBadRows(bench, rows) {
  const { scratch, folder, runs } = bench
  const clean = join(folder, 'clean.csv')
  const bad = join(folder, 'bad.csv')
  await writeEmployees(clean, { rows })
  const good = await writeEmployees(bad, { rows, badPercent: 2 })
  const prepare = () => emptied(scratch)
  const seconds = await inTurn(
    [
      {
        name: 'rollcall load, clean',
        prepare,
        run: () => whole(bench, { csv: clean }),
        check: () => assertRows(scratch, rows),
      },
      {
        name: 'rollcall load, 2 % bad',
        prepare,
        run: () => whole(bench, { csv: bad, codes: [3] }),
        check: () => assertRows(scratch, good),
      },
    ],
    runs,
  )
  // psql takes none of a file with bad rows, and pgloader leaves good ones out.
  printSeconds(`${rows.toLocaleString('en')} rows into an empty table, clean and with 2 % bad ones`, { seconds, rows })
}

/**
 * @param {Bench} bench
 * @param {number} rows
 */
async function intoLive(bench, rows) {
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
  const seconds = await inTurn(
    contestants.map(({ name, run, ...rest }) => ({ name, ...rest, run: () => readers.during(name, run) })),
    runs,
  )
  await readers.stop()
  printSeconds(`${rows.toLocaleString('en')} rows into a table of ${THERE.toLocaleString('en')} while others read it`, {
    seconds,
    rows,
  })
  for (const [name, slowest] of readers.slowest)
    process.stdout.write(`  a reader's longest wait during ${name}: ${Math.round(slowest)} ms\n`)
}

/**
 * All ways to get a file into the table that can be gone here.
 * @param {Bench} bench
 * @param {{ csv: string, binary?: string, prepare: () => Promise<void>, check: () => Promise<void> }} options `binary` is the same file
 *   as a binary COPY
 * @returns {import('./in-turn.mjs').Contestant[]}
 */
function ways(bench, { csv, binary, prepare, check }) {
  const { scratch, server, folder } = bench
  const psql = psqlWays({ url: scratch.url, csv, binary })
  const around = { prepare, check }
  /** @type {() => Promise<void>} */
  let engine = async () => {}
  const ofPsql = [
    { name: 'psql \\copy', ...around, run: psql.plain },
    { name: 'psql, foreign keys rebuilt', ...around, run: psql.foreignKeysRebuilt },
    { name: 'psql, all keys rebuilt', ...around, run: psql.allKeysRebuilt },
    ...(binary ? [{ name: 'psql, all keys rebuilt, from binary (the floor)', ...around, run: psql.floor }] : []),
  ]
  return [
    ...(bench.psql ? ofPsql : []),
    ...(bench.loader ? [{ name: 'pgloader', ...around, run: () => pgloader({ url: scratch.url, csv, folder }) }] : []),
    {
      name: 'Rollcall, the engine alone',
      check,
      async prepare() {
        await prepare()
        engine = await uploaded({ server, csv })
      },
      run: () => engine(),
    },
    { name: 'rollcall load, whole', ...around, run: () => whole(bench, { csv }) },
  ]
}

/**
 * @param {Bench} bench
 * @param {{ csv: string, codes?: number[] }} load
 */
function whole(bench, load) {
  return rollcallLoad({ ...load, server: bench.server, onPeak: (peak) => (bench.peak = Math.max(bench.peak, peak)) })
}

/**
 * @param {import('./scratch-database.mjs').Scratch} scratch
 * @param {number} kept the highest id that stays
 */
async function without(scratch, kept) {
  await scratch.sql(`DELETE FROM hired_employees WHERE id > ${kept}`)
  await scratch.sql('VACUUM hired_employees')
}

/** @param {import('./scratch-database.mjs').Scratch} scratch */
async function emptied(scratch) {
  await scratch.sql('TRUNCATE hired_employees, rejects, tasks')
}

/**
 * @param {import('./scratch-database.mjs').Scratch} scratch
 * @param {number} expected
 */
async function assertRows(scratch, expected) {
  const [{ count }] = await scratch.sql('SELECT count(*)::int AS count FROM hired_employees')
  if (count !== expected) throw new Error(`The table has ${count} rows; expected ${expected}.`)
}
