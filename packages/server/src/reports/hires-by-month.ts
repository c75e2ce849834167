import type { z } from 'zod'
import type { Query } from '../database/query.js'
import type { monthHiresSchema } from './report-schemas.js'
import { IN_YEAR } from './year-range.js'

/** Hires of a year in each of its twelve months of UTC. */
export async function hiresByMonth(query: Query, year: number): Promise<z.infer<typeof monthHiresSchema>[]> {
  const { rows } = await query<z.infer<typeof monthHiresSchema>>(
    `WITH hires AS (
       SELECT extract(month FROM datetime AT TIME ZONE 'UTC')::integer AS month, count(*) AS hired
         FROM hired_employees
        WHERE ${IN_YEAR}
        GROUP BY 1
     )
     SELECT month, coalesce(hired, 0) AS hired FROM generate_series(1, 12) AS month LEFT JOIN hires USING (month) ORDER BY month`,
    [year],
  )
  return rows
}
