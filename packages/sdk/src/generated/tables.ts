// Generated from the tables and the router by `pnpm generate`. Do not edit.

import type { Department, HiredEmployee, Job } from './types.js'

/** The tables in load order, parents before children; columns are in the order of a file. */
export const tables = [
  {
    name: 'departments',
    singular: 'department',
    router: 'departments',
    key: 'id',
    columns: [
      { name: 'id', kind: 'integer', references: null },
      { name: 'department', kind: 'text', references: null },
    ],
  },
  {
    name: 'jobs',
    singular: 'job',
    router: 'jobs',
    key: 'id',
    columns: [
      { name: 'id', kind: 'integer', references: null },
      { name: 'job', kind: 'text', references: null },
    ],
  },
  {
    name: 'hired_employees',
    singular: 'hired_employee',
    router: 'hiredEmployees',
    key: 'id',
    columns: [
      { name: 'id', kind: 'integer', references: null },
      { name: 'name', kind: 'text', references: null },
      { name: 'datetime', kind: 'timestamp', references: null },
      { name: 'department_id', kind: 'integer', references: 'departments' },
      { name: 'job_id', kind: 'integer', references: 'jobs' },
    ],
  },
] as const

/** The row of each table, under the key of its methods. */
export interface Rows {
  departments: Department
  jobs: Job
  hiredEmployees: HiredEmployee
}
