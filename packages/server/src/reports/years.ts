import type { z } from 'zod'
import type { Query } from '../database/query.js'
import type { yearHiresSchema } from './report-schemas.js'

/** The years of UTC in which somebody was hired, oldest first. */
export async function years(query: Query): Promise<z.infer<typeof yearHiresSchema>[]> {
  const { rows } = await query<z.infer<typeof yearHiresSchema>>(
    `SELECT extract(year FROM datetime AT TIME ZONE 'UTC')::integer AS year, count(*) AS hired
       FROM hired_employees GROUP BY 1 ORDER BY 1`,
  )
  return rows
}
