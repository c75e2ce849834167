import { z } from 'zod'
import { procedure, router } from '../trpc.js'
import { departmentsAboveMean } from './departments-above-mean.js'
import { hiredByDepartment } from './hired-by-department.js'
import { hiredByQuarter } from './hired-by-quarter.js'
import { hiresByMonth } from './hires-by-month.js'
import {
  departmentHiresSchema,
  hiredByDepartmentSchema,
  hiredByQuarterRowSchema,
  monthHiresSchema,
  yearHiresSchema,
} from './report-schemas.js'
import { years } from './years.js'

const yearInput = z.strictObject({ year: z.int().min(1).max(9999) })

/** The questions Rollcall answers; all of them count by the instant in UTC. */
export const reportRouter = router({
  years: procedure.read.output(z.array(yearHiresSchema)).query(({ ctx }) => years(ctx.services.database.query)),

  hiredByQuarter: procedure.read
    .input(yearInput)
    .output(z.array(hiredByQuarterRowSchema))
    .query(({ ctx, input }) => hiredByQuarter(ctx.services.database.query, input.year)),

  hiredByDepartment: procedure.read
    .input(yearInput)
    .output(hiredByDepartmentSchema)
    .query(({ ctx, input }) => hiredByDepartment(ctx.services.database.query, input.year)),

  departmentsAboveMean: procedure.read
    .input(yearInput)
    .output(z.array(departmentHiresSchema))
    .query(({ ctx, input }) => departmentsAboveMean(ctx.services.database.query, input.year)),

  hiresByMonth: procedure.read
    .input(yearInput)
    .output(z.array(monthHiresSchema))
    .query(({ ctx, input }) => hiresByMonth(ctx.services.database.query, input.year)),
})
