import { pick } from '@rollcall/demo'

/** @typedef {import('./client.mjs').Action} Action */

/** So many backups are kept; a restore takes one, too. */
const KEPT = 8

/**
 * Backups; one may be removed while another client is at it.
 * @type {Record<string, Action>}
 */
export const backupActions = {
  'take a backup': {
    often: 1.5,
    async run({ rollcall, tally }) {
      await rollcall.backups.create()
      tally.wrote({ action: 'backups.create' })
    },
  },
  'verify a backup': {
    often: 1.5,
    expected: ['not_found'],
    async run(at) {
      const { id, ok, problems } = await at.rollcall.backups.verify(await anyBackup(at))
      if (!ok && (await isThere(at, id))) throw new Error(`Backup ${id} is not whole: ${problems.join('; ')}`)
    },
  },
  'download a backup': {
    often: 1,
    expected: ['not_found'],
    async run(at) {
      const id = await anyBackup(at)
      for await (const _ of at.rollcall.backups.download(id, 'hired_employees.avro')) continue
    },
  },
  'try a restore': {
    often: 1,
    expected: ['not_found', 'unknown_parent', 'still_referenced'],
    run: async (at) => void (await at.rollcall.restore('hired_employees', await anyBackup(at), { dryRun: true })),
  },
  'restore the employees': {
    often: 0.6,
    expected: ['not_found', 'unknown_parent'],
    run: (at) => restore(at, 'hired_employees'),
  },
  'restore the departments': {
    often: 0.6,
    expected: ['not_found', 'still_referenced'],
    run: (at) => restore(at, 'departments'),
  },
  'cancel a backup': {
    often: 0.6,
    expected: ['cancelled'],
    async run({ rollcall, random, tally }) {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(), random() * 200)
      await rollcall.backups.create({ signal: leaving.signal })
      tally.wrote({ action: 'backups.create' })
    },
  },
  'remove old backups': {
    often: 2,
    expected: ['not_found'],
    async run({ rollcall, tally, emptyBackup }) {
      const old = (await rollcall.backups.list()).filter(({ id }) => id !== emptyBackup).slice(KEPT)
      for (const { id } of old) {
        await rollcall.backups.remove(id)
        tally.wrote({ action: 'backups.remove' })
      }
    },
  },
}

/**
 * @param {import('./client.mjs').At} at
 * @param {'hired_employees' | 'departments'} table
 */
async function restore(at, table) {
  const mode = at.random() < 0.5 ? 'replace' : 'merge'
  const { added, changed, removed } = await at.rollcall.restore(table, await anyBackup(at), { mode })
  at.tally.wrote({ action: 'backups.restore', table, rows: added + changed + removed, more: added - removed })
}

/** @param {import('./client.mjs').At} at */
async function anyBackup({ rollcall, random, emptyBackup }) {
  const others = (await rollcall.backups.list()).filter(({ id }) => id !== emptyBackup)
  return others.length === 0 ? emptyBackup : pick(random, others).id
}

/**
 * @param {import('./client.mjs').At} at
 * @param {string} backup
 */
async function isThere({ rollcall }, backup) {
  return (await rollcall.backups.list()).some(({ id }) => id === backup)
}
