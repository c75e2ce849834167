import { employeesCsv } from './people.mjs'

/** @typedef {import('./client.mjs').Action} Action */

/** A file that is worth building the keys anew for. */
const LARGE = 30_000

/**
 * Files.
 * @type {Record<string, Action>}
 */
export const loadActions = {
  'load a file': {
    often: 3,
    run: (at) => load(at, { from: at.ids.take(1000), rows: 1000 }),
  },
  'load a file with rejects': {
    often: 3,
    run: (at) => load(at, { from: at.ids.take(1000), rows: 1000, bad: 0.1 }),
  },
  'load a file that is too bad': {
    often: 2,
    expected: ['too_many_rejects'],
    run: (at) => load(at, { from: at.ids.take(1000), rows: 1000, bad: 0.5 }, { maxRejects: '1%' }),
  },
  'try a load': {
    often: 2,
    run: (at) => load(at, { from: at.ids.take(1000), rows: 1000, bad: 0.1 }, { dryRun: true }),
  },
  'load a file over rows that are there': {
    often: 2,
    async run(at) {
      const file = { from: at.ids.take(500), rows: 500 }
      await load(at, file)
      await load(at, file, { onConflict: 'update' })
      await load(at, file, { onConflict: 'skip' })
    },
  },
  'cancel a load': {
    often: 3,
    expected: ['cancelled'],
    async run(at) {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(), at.random() * 500)
      await load(at, { from: at.ids.take(20_000), rows: 20_000 }, { signal: leaving.signal })
    },
  },
  'put a file with plain HTTP': {
    often: 3,
    async run(at) {
      const body = employeesCsv(at.random, { from: at.ids.take(400), rows: 400, bad: 0.05 })
      const response = await fetch(`${at.url}/api/loads/hired_employees`, { method: 'PUT', body })
      const told = await response.json()
      if (!response.ok) throw Object.assign(new Error(told.error.message), { code: told.error.code })
      count(at, told)
    },
  },
  'empty the employees and load anew': {
    often: 0.5,
    run: (at) =>
      at.gate.alone(async () => {
        const { added, changed, removed } = await at.rollcall.restore('hired_employees', at.emptyBackup)
        at.tally.wrote({
          action: 'backups.restore',
          table: 'hired_employees',
          rows: added + changed + removed,
          more: added - removed,
        })
        await load(at, { from: at.ids.take(LARGE), rows: LARGE, bad: 0.01 })
      }),
    alone: true,
  },
}

/**
 * @param {import('./client.mjs').At} at
 * @param {{ from: number, rows: number, bad?: number }} file
 * @param {import('@rollcall/sdk').LoadFileOptions} [options]
 */
async function load(at, file, options = {}) {
  const result = await at.rollcall.load('hired_employees', [employeesCsv(at.random, file)], options)
  const { read, inserted, updated, skipped, rejected } = result
  if (read !== inserted + updated + skipped + rejected) throw new Error(`A load counted ${JSON.stringify(result)}`)
  if (!result.dryRun) count(at, result)
}

/**
 * @param {import('./client.mjs').At} at
 * @param {{ inserted: number, updated: number, path: string }} result
 */
function count({ tally }, { inserted, updated, path }) {
  tally.did(`(a load, ${path})`)
  tally.wrote({ action: 'loads.start', table: 'hired_employees', rows: inserted + updated, more: inserted })
}
