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
  const { scratch, folder, server, runs } = bench
  const csv = join(folder, 'employees.csv')
  const binary = join(folder, 'employees.copy')
  await writeEmployees(csv, { rows })
  const psql = psqlWays({ url: scratch.url, csv, binary })
  if (bench.psql) {
    await emptied(scratch)
    await psql.allKeysRebuilt()
    await psql.saveBinary()
  }
  const around = { prepare: () => emptied(scratch), check: () => assertRows(scratch, rows) }
  /** @type {() => Promise<void>} */
  let engine = async () => {}
  const seconds = await inTurn(
    [
      ...(bench.psql
        ? [
            { name: 'psql \\copy', ...around, run: psql.plain },
            { name: 'psql, foreign keys rebuilt', ...around, run: psql.foreignKeysRebuilt },
            { name: 'psql, all keys rebuilt', ...around, run: psql.allKeysRebuilt },
            { name: 'psql, all keys rebuilt, from binary (the floor)', ...around, run: psql.floor },
          ]
        : []),
      ...(bench.loader
        ? [{ name: 'pgloader', ...around, run: () => pgloader({ url: scratch.url, csv, folder }) }]
        : []),
      {
        name: 'Rollcall, the engine alone',
        ...around,
        async prepare() {
          await emptied(scratch)
          engine = await uploaded({ server, csv })
        },
        run: () => engine(),
      },
      {
        name: 'rollcall load, whole',
        ...around,
        run: () => whole(bench, { csv }),
      },
    ],
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
  await writeEmployees(bad, { rows, badPercent: 2 })
  const prepare = () => emptied(scratch)
  const seconds = await inTurn(
    [
      { name: 'rollcall load, clean', prepare, run: () => whole(bench, { csv: clean }) },
      { name: 'rollcall load, 2 % bad', prepare, run: () => whole(bench, { csv: bad, codes: [3] }) },
    ],
    runs,
  )
  printSeconds(`${rows.toLocaleString('en')} rows into an empty table, clean and with 2 % bad ones`, { seconds, rows })
}

/**
 * @param {Bench} bench
 * @param {number} rows
 */
async function intoLive(bench, rows) {
  const { scratch, folder, runs, psql } = bench
  const csv = join(folder, 'more.csv')
  await writeEmployees(csv, { rows, from: THERE + 1 })
  await emptied(scratch)
  const base = join(folder, 'base.csv')
  await writeEmployees(base, { rows: THERE })
  await whole(bench, { csv: base })
  const prepare = () => without(scratch, THERE)
  const around = { prepare, check: () => assertRows(scratch, THERE + rows) }
  const readers = await watchReaders(scratch.url)
  const seconds = await inTurn(
    [
      ...(psql
        ? [
            {
              name: 'psql \\copy',
              ...around,
              run: () => readers.during('psql \\copy', psqlWays({ url: scratch.url, csv }).plain),
            },
          ]
        : []),
      {
        name: 'rollcall load, whole',
        ...around,
        run: () => readers.during('rollcall load, whole', () => whole(bench, { csv })),
      },
    ],
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
