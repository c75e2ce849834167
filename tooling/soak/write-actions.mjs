import { disputedDepartment, employee } from './people.mjs'

/** @typedef {import('./client.mjs').Action} Action */

const TABLE = 'hired_employees'

/**
 * Rows, one or some hundreds at a time.
 * @type {Record<string, Action>}
 */
export const writeActions = {
  'create an employee': {
    often: 40,
    expected: ['unknown_parent'],
    async run({ rollcall, random, ids, own, tally }) {
      const { id } = await rollcall.hiredEmployees.create(employee(random, ids.take(1)))
      own.push(id)
      tally.wrote({ action: 'hiredEmployees.create', table: TABLE, rows: 1, more: 1 })
    },
  },
  'change an employee': {
    often: 15,
    // A restore may have taken it away.
    expected: ['not_found'],
    async run({ rollcall, random, own, tally }) {
      const id = own[Math.floor(random() * own.length)]
      if (id === undefined) return
      await rollcall.hiredEmployees.update({ id, changes: { name: `Changed ${Math.floor(random() * 1e6)}` } })
      tally.wrote({ action: 'hiredEmployees.update', table: TABLE, rows: 1 })
    },
  },
  'remove an employee': {
    often: 15,
    expected: ['not_found'],
    async run({ rollcall, own, tally }) {
      const id = own.shift()
      if (id === undefined) return
      await rollcall.hiredEmployees.remove({ id })
      tally.wrote({ action: 'hiredEmployees.remove', table: TABLE, rows: 1, more: -1 })
    },
  },
  'create many employees': {
    often: 6,
    async run({ rollcall, random, ids, tally }) {
      const from = ids.take(300)
      const rows = Array.from({ length: 300 }, (_, index) => employee(random, from + index))
      const wrong = random() < 0.5 ? [{ ...employee(random, from), datetime: 'yesterday' }] : []
      const { inserted } = await rollcall.hiredEmployees.createMany({
        rows: [...rows, ...wrong],
        atomic: random() < 0.3,
      })
      if (inserted > 0) {
        tally.wrote({ action: 'hiredEmployees.createMany', table: TABLE, rows: inserted, more: inserted })
      }
    },
  },
  'fight for a department': {
    often: 20,
    expected: ['already_exists', 'not_found', 'still_referenced'],
    async run({ rollcall, random, tally }) {
      const id = disputedDepartment(random)
      const department = `Disputed ${Math.floor(random() * 1e6)}`
      const what = Math.floor(random() * 3)
      if (what === 0) {
        await rollcall.departments.create({ id, department })
        tally.wrote({ action: 'departments.create', table: 'departments', rows: 1, more: 1 })
      } else if (what === 1) {
        await rollcall.departments.update({ id, changes: { department } })
        tally.wrote({ action: 'departments.update', table: 'departments', rows: 1 })
      } else {
        await rollcall.departments.remove({ id })
        tally.wrote({ action: 'departments.remove', table: 'departments', rows: 1, more: -1 })
      }
    },
  },
}
