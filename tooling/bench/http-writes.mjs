import { postAll } from './cannon.mjs'
import { employees } from './http-people.mjs'
import { inTurn } from './in-turn.mjs'
import { printRates } from './print.mjs'

/**
 * @typedef {object} HttpBench
 * @property {import('./scratch-database.mjs').Scratch} scratch
 * @property {string} folder
 * @property {string} server
 * @property {string} bare a server that does nothing else
 * @property {number} runs
 * @property {number} requests
 */

/**
 * One row a request.
 * @param {HttpBench} bench
 */
export function benchCreate(bench) {
  const bodies = (/** @type {number} */ first) => employees(first, bench.requests).map((row) => JSON.stringify(row))
  return benchWrites(bench, { procedure: 'create', bodies, rows: bench.requests, unit: 'requests/s', mark: 0.8 })
}

/** Rows of a request that brings many. */
const MANY = 1000

/**
 * A thousand rows a request.
 * @param {HttpBench} bench
 */
export function benchCreateMany(bench) {
  const calls = Math.ceil(bench.requests / 20)
  const bodies = (/** @type {number} */ first) =>
    Array.from({ length: calls }, (_, call) => JSON.stringify({ rows: employees(first + call * MANY, MANY) }))
  return benchWrites(bench, { procedure: 'createMany', bodies, rows: calls * MANY, unit: 'rows/s', mark: 0.85 })
}

/**
 * @param {HttpBench} bench
 * @param {{ procedure: string, bodies: (first: number) => string[], rows: number, unit: string, mark: number }} options
 */
async function benchWrites({ scratch, server, bare, runs }, { procedure, bodies, rows, unit, mark }) {
  const all = bodies(1)
  const contestant = (/** @type {string} */ name, /** @type {string} */ url) => ({
    name,
    prepare: () => scratch.sql('TRUNCATE hired_employees, audit; CHECKPOINT'),
    run: () => postAll(`${url}/trpc/hiredEmployees.${procedure}`, all),
    check: () => assertRows(scratch, rows),
  })
  const contestants = [contestant('bare tRPC on Fastify', bare), contestant('Rollcall', server)]
  // What is compiled and planned at first is not what is measured.
  await inTurn(contestants, 1)
  const seconds = await inTurn(contestants, runs)
  printRates(`hiredEmployees.${procedure}, 10 connections`, { seconds, amount: rows, unit, mark })
}

/**
 * @param {import('./scratch-database.mjs').Scratch} scratch
 * @param {number} expected
 */
async function assertRows(scratch, expected) {
  const [{ count }] = await scratch.sql('SELECT count(*)::int AS count FROM hired_employees')
  if (count !== expected) throw new Error(`The table has ${count} rows; expected ${expected}.`)
}
