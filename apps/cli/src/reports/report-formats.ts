import { formatCsvLine } from '@rollcall/sdk'
import { textTable } from '../output/text-table.js'
import { type Report, reportColumns } from './reports.js'

type Values = (string | number)[]

/** The report as CSV: a header line, LF, quotes where RFC 4180 wants them. */
export function reportCsv(report: Report): string {
  const columns: readonly string[] = reportColumns[report.report]
  return [[...columns], ...valuesOf(report)].map((cells) => `${formatCsvLine(cells)}\n`).join('')
}

/** The report for a person to read. */
export function reportTable(report: Report): string {
  if (report.rows.length === 0) return `Nothing to report for ${report.year}.\n`
  return textTable(reportColumns[report.report], valuesOf(report))
}

function valuesOf({ report, rows }: Report): Values[] {
  const columns: readonly string[] = reportColumns[report]
  return rows.map((row) => {
    const values: Record<string, string | number> = { ...row }
    return columns.map((column) => values[column] ?? '')
  })
}
