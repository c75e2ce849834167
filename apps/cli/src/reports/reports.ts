import type { DepartmentHires, HiredByQuarterRow, Rollcall } from '@rollcall/sdk'

export type ReportName = 'hired-by-quarter' | 'departments-above-mean'

/** An answered question, as `report --json` prints it. */
export interface Report {
  report: ReportName
  year: number
  rows: (HiredByQuarterRow | DepartmentHires)[]
}

type Ask = (rollcall: Rollcall, year: number, signal: AbortSignal) => Promise<Report['rows']>

/** How each question is asked. */
export const reports: Record<ReportName, Ask> = {
  'hired-by-quarter': (rollcall, year, signal) => rollcall.reports.hiredByQuarter({ year }, { signal }),
  'departments-above-mean': (rollcall, year, signal) => rollcall.reports.departmentsAboveMean({ year }, { signal }),
}

/** The names of the questions. */
export const reportNames = Object.keys(reports) as ReportName[]

/** The columns of each answer, in the order in which they are printed. */
export const reportColumns = {
  'hired-by-quarter': ['department', 'job', 'q1', 'q2', 'q3', 'q4'],
  'departments-above-mean': ['id', 'department', 'hired'],
} as const satisfies Record<ReportName, readonly string[]>
