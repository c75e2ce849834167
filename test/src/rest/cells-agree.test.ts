import { readCell, tables, type Kind } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyIntegerCell, anyText, anyTimestamp, borderTimestamps } from '../support/generated-values.js'
import { parents } from '../support/people.js'
import { proofRuns } from '../support/proof-runs.js'
import { testServer } from '../support/test-server.js'
import { oldClient, rowPaths } from './old-client.js'

const { columns } = tables.hiredEmployees
const good = { name: 'Ann', datetime: '2021-11-07T02:48:42Z', department_id: '1', job_id: '1' }

const numRuns = proofRuns(20)
const cells = fc.record({
  name: anyText,
  datetime: fc.oneof(anyTimestamp, fc.constantFrom(...borderTimestamps)),
  department_id: fc.oneof(fc.constantFrom('1', ' 1 ', '01', '\t3\n'), anyIntegerCell),
})
const isGood = (kind: Kind, cell: string) => 'value' in readCell(kind, cell)

test('a cell is good in a request exactly when it is good in a CSV file', async () => {
  await using server = await testServer()
  await parents(server.database)
  const client = oldClient(server)
  await fc.assert(
    fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 60 }), async (given) => {
      // The last row is never good, so that nothing goes in and each run sees the same tables.
      const rows = [...given, {}].map((row, id) => ({ ...good, ...row, id: id === given.length ? 'none' : id }))
      const { body } = await client.postJson(rowPaths.hired_employees, rows)
      const found = (body as object[]).slice(0, -1).map((errors, index) => [given[index], fieldsOf(errors)])
      const expected = given.map((row) => [row, wrongFields(row)])
      expect(found).toEqual(expected)
    }),
    { numRuns },
  )
})

test('a form brings the same texts as JSON does', async () => {
  await using server = await testServer()
  const client = oldClient(server)
  await fc.assert(
    fc.asyncProperty(anyText, async (job) => {
      fc.pre(job.isWellFormed())
      await server.database.sql('DELETE FROM jobs')
      const form = await client.postForm(rowPaths.jobs, { id: '1', job })
      await server.database.sql('DELETE FROM jobs')
      const json = await client.postJson(rowPaths.jobs, { id: 1, job })
      expect(form.status).toBe(isGood(tables.jobs.columns.job.kind, job) ? 201 : 400)
      expect({ ...form, headers: null }).toEqual({ ...json, headers: null })
    }),
    { numRuns: numRuns * 3 },
  )
})

/** A department that is a whole number but is not there is wrong only once the rest of the row is good. */
function wrongFields(row: Record<string, string>): string[] {
  const wrong = Object.entries(row).filter(([name, cell]) => !isGood(columns[name as keyof typeof columns].kind, cell))
  if (wrong.length > 0) return wrong.map(([name]) => name).toSorted()
  const department = readCell(columns.department_id.kind, row['department_id'] ?? '')
  return 'value' in department && [1, 2, 3].includes(department.value) ? [] : ['department_id']
}

const fieldsOf = (errors: object) => Object.keys(errors).toSorted()
