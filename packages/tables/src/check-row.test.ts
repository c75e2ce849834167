import { expect, test } from 'vitest'
import { checkRow } from './check-row.js'
import { tables } from './tables.js'

const { departments, hiredEmployees } = tables

test('a good row is answered as it came', () => {
  const row = { id: 1, name: ' Ada ', datetime: '2021-11-07T02:48:42Z', department_id: 2, job_id: 3 }
  expect(checkRow(hiredEmployees, row)).toEqual({ row })
})

test('everything that is wrong with a row is told, in column order', () => {
  const result = checkRow(hiredEmployees, { id: '1', name: '', datetime: null, job_id: 2 ** 31, extra: 1 })
  expect(result).toMatchObject({
    problems: [
      { column: 'id', code: 'bad_integer' },
      { column: 'name', code: 'missing_value' },
      { column: 'datetime', code: 'missing_value' },
      { column: 'department_id', code: 'missing_value' },
      { column: 'job_id', code: 'bad_integer' },
      { column: 'extra', code: 'unknown_column' },
    ],
  })
})

test.each([true, 1.5, '1', null, [1], { valueOf: () => 1 }, Number.NaN])('%j is not taken for an integer', (id) => {
  expect(checkRow(departments, { id, department: 'Legal' })).toHaveProperty('problems')
})

test.each([null, undefined, 3, 'x', [{ id: 1, department: 'Legal' }]])('%j is no row', (value) => {
  expect(checkRow(departments, value)).toMatchObject({ problems: [{ column: null, code: 'bad_row' }] })
})

test('what an object inherits is no part of the row', () => {
  const row = Object.create({ department: 'Legal' }) as Record<string, unknown>
  row['id'] = 1
  expect(checkRow(departments, row)).toMatchObject({ problems: [{ column: 'department', code: 'missing_value' }] })
})

test('a value is told to be wrong once', () => {
  expect(departments.rowSchema.safeParse({ id: 1, department: '' }).error?.issues).toHaveLength(1)
  expect(departments.rowSchema.safeParse({ id: 1, department: ' ' }).error?.issues).toHaveLength(1)
})
