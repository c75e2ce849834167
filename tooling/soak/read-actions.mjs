import { pick } from '@rollcall/demo'
import { DEPARTMENTS, disputedDepartment, employeesCsv } from './people.mjs'

/** @typedef {import('./client.mjs').Action} Action */

const YEARS = [2018, 2019, 2020, 2021, 2022, 2023]

/**
 * What changes nothing.
 * @type {Record<string, Action>}
 */
export const readActions = {
  'get a row': {
    often: 60,
    run: ({ rollcall, random }) => rollcall.departments.get({ id: 1 + Math.floor(random() * DEPARTMENTS) }),
  },
  'get a disputed row': {
    often: 10,
    expected: ['not_found'],
    run: ({ rollcall, random }) => rollcall.departments.get({ id: disputedDepartment(random) }),
  },
  'list rows': {
    often: 20,
    run: ({ rollcall, random }) => rollcall.hiredEmployees.list({ after: Math.floor(random() * 10_000), limit: 200 }),
  },
  'read every job': {
    often: 4,
    async run({ rollcall }) {
      for await (const _ of rollcall.jobs.each({ pageSize: 50 })) continue
    },
  },
  'look around': {
    often: 10,
    async run({ rollcall, url }) {
      await Promise.all([rollcall.system.status(), rollcall.tasks.list(), rollcall.audit.list({ limit: 20 })])
      for (const path of ['metrics', 'readyz', 'openapi.json']) {
        const response = await fetch(`${url}/${path}`)
        await response.text()
        if (!response.ok) throw new Error(`/${path} was answered ${response.status}`)
      }
    },
  },
  'ask for reports': {
    often: 8,
    async run({ rollcall, random }) {
      const year = pick(random, YEARS)
      await rollcall.reports.hiredByQuarter({ year })
      await rollcall.reports.departmentsAboveMean({ year })
      await rollcall.reports.hiresByMonth({ year })
      await rollcall.reports.years()
    },
  },
  'preview a file': {
    often: 4,
    run: ({ rollcall, random }) =>
      rollcall.preview('hired_employees', [employeesCsv(random, { from: 1, rows: 500, bad: 0.1 })]),
  },
  'watch a task': {
    often: 8,
    async run({ rollcall, random }) {
      const [task] = await rollcall.tasks.list({ limit: 1 })
      if (!task) return
      const leaving = new AbortController()
      for await (const _ of rollcall.tasks.watch({ id: task.id }, { signal: leaving.signal })) {
        // Some go away without a word.
        if (random() < 0.3) return
      }
    },
  },
  'look at rejects': {
    often: 4,
    async run({ rollcall }) {
      const loads = await rollcall.tasks.list({ kind: 'load', limit: 5 })
      for (const { id } of loads) await rollcall.loads.rejects({ load: id, limit: 100 })
    },
  },
}
