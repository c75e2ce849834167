import { describe, expect, it } from 'vitest'
import { reportCsv, reportTable } from './report-formats.js'
import type { Report } from './reports.js'

const byQuarter: Report = {
  report: 'hired-by-quarter',
  year: 2021,
  // Not in the order of the columns, which must not matter.
  rows: [{ q4: 4, q3: 3, q2: 2, q1: 1, job: 'Analyst, "senior"', department: 'Accounting' }],
}

const aboveMean: Report = {
  report: 'departments-above-mean',
  year: 2021,
  rows: [
    { id: 8, department: 'Support', hired: 216 },
    { id: 15, department: 'Legal', hired: 9 },
  ],
}

describe('a report as CSV', () => {
  it('has a header line, line feeds, and quotes where they are needed', () => {
    expect(reportCsv(byQuarter)).toBe('department,job,q1,q2,q3,q4\nAccounting,"Analyst, ""senior""",1,2,3,4\n')
  })

  it('has the columns of its own question', () => {
    expect(reportCsv(aboveMean)).toBe('id,department,hired\n8,Support,216\n15,Legal,9\n')
  })

  it('is its header line when there is nothing to report', () => {
    expect(reportCsv({ ...aboveMean, rows: [] })).toBe('id,department,hired\n')
  })
})

describe('a report as a table', () => {
  it('sets numbers to the right', () => {
    expect(reportTable(aboveMean)).toBe('id  department  hired\n 8  Support       216\n15  Legal           9\n')
  })

  it('says when there is nothing to report', () => {
    expect(reportTable({ ...aboveMean, rows: [] })).toBe('Nothing to report for 2021.\n')
  })
})
