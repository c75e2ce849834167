import { describe, expect, it } from 'vitest'
import { layoutOf } from './first-line.js'
import type { CsvRecord } from './read-records.js'
import { rowMaker } from './row-of.js'

describe('the first line', () => {
  const jobs = { table: 'jobs', header: 'auto', columns: null } as const

  it.each([
    ['id,job', ['id', 'job']],
    [' JOB ,Id', ['job', 'id']],
    ['reject_line,Reject_Problems,job,-,id', ['-', '-', 'job', '-', 'id']],
  ])('%s is a header', (line, columns) => {
    expect(layoutOf(jobs, record(line))).toEqual({ header: true, columns })
  })

  it.each([
    '1,Cook',
    'id',
    'id,id',
    'id,job,name',
    'id,title',
    'id,-,job',
    'reject_line,id,job',
    'reject_line,reject_problems,id',
  ])('%s is data', (line) => {
    expect(layoutOf(jobs, record(line))).toEqual({ header: false, columns: ['id', 'job'] })
  })

  it('is data whatever it says when the file has no header', () => {
    expect(layoutOf({ ...jobs, header: 'no' }, record('id,job')).header).toBe(false)
  })

  it('is refused when it must be a header and is none', () => {
    const must = { ...jobs, header: 'yes' } as const
    expect(() => layoutOf(must, record('1,Cook'))).toThrow('The first line is "1,Cook"; expected a header')
    expect(() => layoutOf(must, undefined)).toThrow('The first line is missing')
  })

  it.each([
    ['job,id,x', 'auto', true],
    ['Title,Number,x', 'auto', true],
    ['Cook,1,x', 'auto', false],
    ['Cook,l0,x', 'auto', false],
    ['Cook,,x', 'auto', false],
    ['Cook,one', 'auto', false],
    ['Cook,1,x', 'yes', true],
    ['job,id,x', 'no', false],
  ] as const)('%s is a header where the columns are told and --header is %s: %s', (line, header, isHeader) => {
    const columns = ['job', 'id', '-']
    expect(layoutOf({ ...jobs, header, columns }, record(line))).toEqual({ header: isHeader, columns })
  })
})

describe('a record becomes a row', () => {
  const columns = ['id', 'name', 'datetime', 'department_id', 'job_id']
  const rowOf = rowMaker('hired_employees', columns)

  it('by the kinds of its columns, without ASCII white space around', () => {
    expect(rowOf(record(' 1 ,\tAda\u00a0,2021-01-01T00:00:00Z ,-2,007'))).toEqual({
      row: { id: 1, name: 'Ada\u00a0', datetime: '2021-01-01T00:00:00Z', department_id: -2, job_id: 7 },
    })
  })

  it('without its empty cells', () => {
    expect(rowOf(record('1,, ,,'))).toEqual({ row: { id: 1 } })
  })

  it('with what is no integer as it is, so that the server says why', () => {
    expect(rowOf(record('1.0,x,y,0x1,99999999999999999999'))).toEqual({
      row: { id: '1.0', name: 'x', datetime: 'y', department_id: '0x1', job_id: '99999999999999999999' },
    })
  })

  it('without the cells that are passed over', () => {
    expect(rowMaker('jobs', ['-', 'job', 'id', '-'])(record('x,Cook,1,y'))).toEqual({ row: { id: 1, job: 'Cook' } })
  })

  it('unless it has too few or too many cells', () => {
    expect(rowOf(record('1'))).toMatchObject({
      problems: [{ column: null, code: 'too_few_columns', message: `has 1 column; expected 5: ${columns.join(', ')}` }],
    })
    expect(rowOf(record('1,2,3,4,5,6'))).toMatchObject({ problems: [{ code: 'too_many_columns' }] })
  })

  it('unless it is not UTF-8', () => {
    const latin1 = { ...record('1,x,y,2,3'), bytes: Buffer.from('1,\xe9,y,2,3', 'latin1') }
    expect(rowOf(latin1)).toMatchObject({ problems: [{ code: 'bad_encoding' }] })
  })
})

function record(line: string): CsvRecord {
  const bytes = Buffer.from(line)
  return { line: 1, offset: 0, bytes, length: bytes.length, cells: line.split(','), problem: undefined }
}
