import type { z } from 'zod'
import type { Query } from '../database/query.js'
import type { departmentHiresSchema, hiredByDepartmentSchema } from './report-schemas.js'
import { boundsOf, IN_YEAR } from './year-range.js'

/** Hires of a year of every department, most first, then by id, with the mean over all departments; 0 when there is none. */
export async function hiredByDepartment(query: Query, year: number): Promise<z.infer<typeof hiredByDepartmentSchema>> {
  const { rows } = await query<z.infer<typeof departmentHiresSchema>>(
    `WITH hires AS (
       SELECT department_id, count(*) AS hired FROM hired_employees WHERE ${IN_YEAR} GROUP BY department_id
     )
     SELECT id, department, coalesce(hired, 0) AS hired
       FROM departments
       LEFT JOIN hires ON hires.department_id = departments.id
      ORDER BY hired DESC, id`,
    boundsOf(year),
  )
  const total = rows.reduce((sum, { hired }) => sum + hired, 0)
  return { mean: rows.length === 0 ? 0 : total / rows.length, departments: rows }
}
