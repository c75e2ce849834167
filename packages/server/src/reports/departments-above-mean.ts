import type { z } from 'zod'
import type { Query } from '../database/query.js'
import { hiredByDepartment } from './hired-by-department.js'
import type { departmentHiresSchema } from './report-schemas.js'

/** The departments whose hires in a year exceed the mean over all departments, most first, then by id. */
export async function departmentsAboveMean(
  query: Query,
  year: number,
): Promise<z.infer<typeof departmentHiresSchema>[]> {
  const { departments } = await hiredByDepartment(query, year)
  const total = departments.reduce((sum, { hired }) => sum + hired, 0)
  // Compared without dividing, so that no rounding decides.
  return departments.filter(({ hired }) => hired * departments.length > total)
}
