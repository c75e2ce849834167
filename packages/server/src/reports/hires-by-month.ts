import type { z } from 'zod'
import type { Query } from '../database/query.js'
import type { monthHiresSchema } from './report-schemas.js'
import { DAY } from './utc-day.js'
import { boundsOf, IN_YEAR } from './year-range.js'

/** Hires of a year in each of its twelve months of UTC. */
export async function hiresByMonth(query: Query, year: number): Promise<z.infer<typeof monthHiresSchema>[]> {
  const { rows } = await query<z.infer<typeof monthHiresSchema>>(
    `WITH days AS (
       SELECT ${DAY} AS day, count(*) AS hired FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1
     ), hires AS (
       SELECT extract(month FROM day AT TIME ZONE 'UTC')::integer AS month, sum(hired)::bigint AS hired FROM days GROUP BY 1
     )
     SELECT month, coalesce(hired, 0) AS hired FROM generate_series(1, 12) AS month LEFT JOIN hires USING (month) ORDER BY month`,
    boundsOf(year),
  )
  return rows
}
