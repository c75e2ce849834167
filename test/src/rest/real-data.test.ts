import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { testServer } from '../support/test-server.js'
import { oldClient, rowPaths } from './old-client.js'

const folder = process.env['ROLLCALL_REAL_DATA']

const headers = {
  departments: ['id', 'department'],
  jobs: ['id', 'job'],
  hired_employees: ['id', 'name', 'datetime', 'department_id', 'job_id'],
}

test.skipIf(!folder)(
  'the real files come in three calls, and both reports are right (ROLLCALL_REAL_DATA)',
  async () => {
    await using server = await testServer()
    const client = oldClient(server)
    const departments = await rowsOf('departments.csv', headers.departments)
    const jobs = await rowsOf('jobs.csv', headers.jobs)
    const employees = await rowsOf('hired_employees.csv', headers.hired_employees)
    const complete = employees.filter((row) => Object.values(row).every((cell) => cell !== ''))
    expect(complete).toHaveLength(1929)
    expect((await client.postJson(rowPaths.departments, departments)).status).toBe(201)
    expect((await client.postJson(rowPaths.jobs, jobs)).status).toBe(201)
    const refused = await client.postJson(rowPaths.hired_employees, employees)
    expect((refused.body as object[]).filter((errors) => Object.keys(errors).length > 0)).toHaveLength(70)
    expect((await client.postJson(rowPaths.hired_employees, complete)).status).toBe(201)
    const stored = await server.database.sql(
      `SELECT id::text, name, to_char(datetime, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS datetime, department_id::text, job_id::text
       FROM hired_employees ORDER BY hired_employees.id`,
    )
    expect(stored).toEqual(complete.toSorted((a, b) => Number(a['id']) - Number(b['id'])))
    expect(asTexts((await client.get('employees-hired-quarter/')).body)).toEqual(
      await rowsOf('expected_hired_by_quarter.csv', true),
    )
    expect(asTexts((await client.get('employees-hired-department/')).body)).toEqual(
      await rowsOf('expected_above_mean.csv', true),
    )
  },
)

async function rowsOf(file: string, columns: string[] | true): Promise<Record<string, string>[]> {
  return parse(await readFile(join(folder ?? '', file)), { columns })
}

function asTexts(rows: unknown): unknown {
  return (rows as object[]).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
  )
}
