import { column } from './column.js'
import { defineTable } from './define-table.js'

const departments = defineTable({
  name: 'departments',
  singular: 'department',
  columns: { id: column.integer(), department: column.text() },
})

const jobs = defineTable({
  name: 'jobs',
  singular: 'job',
  columns: { id: column.integer(), job: column.text() },
})

const hiredEmployees = defineTable({
  name: 'hired_employees',
  singular: 'hired_employee',
  columns: {
    id: column.integer(),
    name: column.text(),
    datetime: column.timestamp(),
    department_id: column.integer({ references: 'departments' }),
    job_id: column.integer({ references: 'jobs' }),
  },
})

/** Every table, under its router's key, in load order: parents before children. */
export const tables = { departments, jobs, hiredEmployees }
