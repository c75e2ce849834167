import type { z } from 'zod'
import type { Query } from '../database/query.js'
import type { hiredByQuarterRowSchema } from './report-schemas.js'
import { IN_YEAR } from './year-range.js'

/** Hires of a year by department and job in each quarter of UTC; only pairs that hired, by department, then job. */
export async function hiredByQuarter(query: Query, year: number): Promise<z.infer<typeof hiredByQuarterRowSchema>[]> {
  // Grouping by ids first and joining the names after is three times as fast as grouping by names.
  const { rows } = await query<z.infer<typeof hiredByQuarterRowSchema>>(
    `WITH hires AS (
       SELECT department_id, job_id,
              count(*) FILTER (WHERE extract(quarter FROM datetime AT TIME ZONE 'UTC') = 1) AS q1,
              count(*) FILTER (WHERE extract(quarter FROM datetime AT TIME ZONE 'UTC') = 2) AS q2,
              count(*) FILTER (WHERE extract(quarter FROM datetime AT TIME ZONE 'UTC') = 3) AS q3,
              count(*) FILTER (WHERE extract(quarter FROM datetime AT TIME ZONE 'UTC') = 4) AS q4
         FROM hired_employees
        WHERE ${IN_YEAR}
        GROUP BY department_id, job_id
     )
     SELECT department, job, q1, q2, q3, q4
       FROM hires
       JOIN departments ON departments.id = hires.department_id
       JOIN jobs ON jobs.id = hires.job_id
      ORDER BY department COLLATE "und-x-icu", job COLLATE "und-x-icu", departments.id, jobs.id`,
    [year],
  )
  return rows
}
