import { tables } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Query } from '../database/query.js'
import { keyJudge } from './key-judge.js'
import { plainInput } from './reading/testing/plain-input.js'
import { proofRuns } from './reading/testing/proof-runs.js'
import { readBatches } from './reading/read-batches.js'

interface Database {
  query: Query
  /** How often it was asked for each id of departments. */
  asked: Map<number, number>
}

/** Answers which of the ids asked for are there: all of jobs, and these of departments. */
function databaseWith(departments: Set<number>): Database {
  const asked = new Map<number, number>()
  const query: Query = async <Row>(sql: string, [ids]: unknown[] = []) => {
    const isOfDepartments = /FROM departments/.test(sql)
    if (isOfDepartments) for (const id of ids as number[]) asked.set(id, (asked.get(id) ?? 0) + 1)
    const rows = (ids as number[]).filter((id) => !isOfDepartments || departments.has(id)).map((id) => ({ id }) as Row)
    return await Promise.resolve({ rows, rowCount: rows.length })
  }
  return { query, asked }
}

/** The lines without a parent in a file of one row for each of these departments, read and judged two rows at a time. */
async function orphans(query: Query, departments: number[], mostRemembered?: number): Promise<number[]> {
  const lines = departments.map((department, id) => `${id},Ann,2021-11-07T02:48:42Z,${department},1\n`)
  const { batches } = readBatches(plainInput([Buffer.from(lines.join(''))]), {
    table: tables.hiredEmployees,
    header: 'no',
    delimiter: ',',
    batchRows: 2,
  })
  const options = mostRemembered === undefined ? {} : { mostRemembered }
  const judge = keyJudge({ table: tables.hiredEmployees, query, rejectExisting: true, empty: true, ...options })
  const found: number[] = []
  for await (const batch of batches) {
    await judge(batch)
    found.push(...batch.rejects.map(({ line }) => line))
  }
  return found
}

const department = fc.integer({ min: 0, max: 30 })

test('rows without a parent are found, however few ids of parents can be remembered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(department),
      fc.array(department, { maxLength: 60 }),
      fc.nat(12),
      async (there, of, most) => {
        const departments = new Set(there)
        const expected = of.flatMap((id, row) => (departments.has(id) ? [] : [row + 1]))
        expect(await orphans(databaseWith(departments).query, of, most)).toEqual(expected)
      },
    ),
    proofRuns(200),
  )
})

test('an id is asked for once as long as it is remembered, and again when it is not', async () => {
  const of = [1, 2, 3, 4, 5, 6, 1, 2]
  const remembering = databaseWith(new Set([1, 2, 3]))
  await orphans(remembering.query, of)
  expect([...remembering.asked.values()]).toEqual([1, 1, 1, 1, 1, 1])
  const forgetting = databaseWith(new Set([1, 2, 3]))
  await orphans(forgetting.query, of, 3)
  expect(forgetting.asked.get(1)).toBe(2)
})
