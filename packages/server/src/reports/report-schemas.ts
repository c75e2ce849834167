import { z } from 'zod'

export const hiredByQuarterRowSchema = z
  .object({
    department: z.string(),
    job: z.string(),
    q1: z.int(),
    q2: z.int(),
    q3: z.int(),
    q4: z.int(),
  })
  .meta({ id: 'HiredByQuarterRow', description: 'How many a department hired for a job in each quarter of a year.' })

export const departmentHiresSchema = z
  .object({ id: z.int(), department: z.string(), hired: z.int() })
  .meta({ id: 'DepartmentHires', description: 'How many a department hired in a year.' })

export const hiredByDepartmentSchema = z
  .object({ mean: z.number(), departments: z.array(departmentHiresSchema) })
  .meta({
    id: 'HiredByDepartment',
    description: 'The hires of every department, and their mean; a department without any counts as 0.',
  })

export const monthHiresSchema = z
  .object({ month: z.int(), hired: z.int() })
  .meta({ id: 'MonthHires', description: 'How many were hired in a month, 1 to 12.' })

export const yearHiresSchema = z
  .object({ year: z.int(), hired: z.int() })
  .meta({ id: 'YearHires', description: 'How many were hired in a year.' })
