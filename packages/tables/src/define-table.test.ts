import { expect, test } from 'vitest'
import { avroRecord } from './avro-record.js'
import { recordName, routerKey } from './define-table.js'
import { tableList, tableNamed } from './table-list.js'
import { tables } from './tables.js'

test('parents stand before their children', () => {
  for (const [index, table] of tableList.entries()) {
    for (const { references } of Object.values(table.columns)) {
      if (references) expect(tableList.slice(0, index).map(({ name }) => name as string)).toContain(references)
    }
  }
})

test('a table is found under its name, and listed under its router key', () => {
  expect(tableNamed('hired_employees')).toBe(tables.hiredEmployees)
  expect(() => tableNamed('people')).toThrow('There is no table people; there are departments, jobs, hired_employees')
  expect(tableList.map(({ name }) => routerKey(name))).toEqual(Object.keys(tables))
})

test('the Avro record has the columns in order', () => {
  expect(recordName('hired_employee')).toBe('HiredEmployee')
  expect(avroRecord(tables.hiredEmployees)).toEqual({
    type: 'record',
    name: 'HiredEmployee',
    fields: [
      { name: 'id', type: 'int' },
      { name: 'name', type: 'string' },
      { name: 'datetime', type: { type: 'long', logicalType: 'timestamp-micros' } },
      { name: 'department_id', type: 'int' },
      { name: 'job_id', type: 'int' },
    ],
  })
})

test('changes may leave columns out, but not all of them, and never touch the key', () => {
  const accepts = (changes: unknown) => tables.hiredEmployees.changesSchema.safeParse(changes).success
  expect(accepts({ name: 'Ada' })).toBe(true)
  expect(accepts({})).toBe(false)
  expect(accepts({ name: undefined })).toBe(false)
  expect(accepts({ id: 1, name: 'Ada' })).toBe(false)
  expect(accepts({ name: '' })).toBe(false)
})
