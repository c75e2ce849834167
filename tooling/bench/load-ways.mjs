import { pgloader, psqlWays, rollcallLoad, uploaded } from './load-contestants.mjs'

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
 * All ways to get a file into the table that can be gone here.
 * @param {Bench} bench
 * @param {{ csv: string, binary?: string, prepare: () => Promise<void>, check: () => Promise<void> }} options `binary` is the same file
 *   as a binary COPY
 * @returns {import('./in-turn.mjs').Contestant[]}
 */
export function ways(bench, { csv, binary, prepare, check }) {
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
 * The command line, from its start to its end.
 * @param {Bench} bench
 * @param {{ csv: string, codes?: number[] }} load
 */
export function whole(bench, load) {
  return rollcallLoad({ ...load, server: bench.server, onPeak: (peak) => (bench.peak = Math.max(bench.peak, peak)) })
}
