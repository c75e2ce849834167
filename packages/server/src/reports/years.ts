import type { z } from 'zod'
import type { Query } from '../database/query.js'
import type { yearHiresSchema } from './report-schemas.js'
import { DAY } from './utc-day.js'

/** The years of UTC in which somebody was hired, oldest first. */
export async function years(query: Query): Promise<z.infer<typeof yearHiresSchema>[]> {
  const { rows } = await query<z.infer<typeof yearHiresSchema>>(
    `WITH days AS (SELECT ${DAY} AS day, count(*) AS hired FROM hired_employees GROUP BY 1)
     SELECT extract(year FROM day AT TIME ZONE 'UTC')::integer AS year, sum(hired)::bigint AS hired
       FROM days GROUP BY 1 ORDER BY 1`,
  )
  return rows
}
