import { describe, expect, it } from 'vitest'
import { parseBackup, parseBackupOrNumber } from './backup-argument.js'
import { checkColumns, parseColumns } from './columns-option.js'
import { parseDelimiter } from './delimiter-option.js'
import { parseLoad } from './load-argument.js'
import { parseMaxRejects } from './max-rejects-option.js'
import { parseTable } from './table-argument.js'
import { wholeNumber } from './whole-number.js'

describe('a table argument', () => {
  it('takes the name of a table', () => {
    expect(parseTable('hired_employees')).toBe('hired_employees')
  })

  it('takes the singular for it', () => {
    expect(['department', 'job', 'hired_employee'].map(parseTable)).toEqual(['departments', 'jobs', 'hired_employees'])
  })

  it('lists the tables when there is no such one', () => {
    expect(() => parseTable('employees')).toThrow(
      'There is no table "employees"; there are departments, jobs, hired_employees.',
    )
  })
})

describe('--delimiter', () => {
  it.each([',', ';', '|', '\t'])('takes %j as it stands in the file', (delimiter) => {
    expect(parseDelimiter(delimiter)).toBe(delimiter)
  })

  it.each(['tab', String.raw`\t`])('takes %j for a tab', (spelling) => {
    expect(parseDelimiter(spelling)).toBe('\t')
  })

  it.each(['', ':', ',,', 'comma'])('refuses %j', (delimiter) => {
    expect(() => parseDelimiter(delimiter)).toThrow('expected one of')
  })
})

describe('--columns', () => {
  it('takes names between commas, and - for a column to pass over', () => {
    const columns = parseColumns('job, -,id')
    expect(columns).toEqual(['job', '-', 'id'])
    expect(() => checkColumns('jobs', columns)).not.toThrow()
  })

  it.each([
    ['id,title', '--columns has "title", which is no column of jobs; expected each of id, job once'],
    ['id,job,id', '--columns names id twice'],
    ['id,-', '--columns lacks job'],
    ['', '--columns has ""'],
  ])('refuses %j and says what is wrong', (given, message) => {
    expect(() => checkColumns('jobs', parseColumns(given))).toThrow(message)
  })
})

describe('--max-rejects', () => {
  it.each(['0', '100', '5%', '2.5%', '0.000001%', '100%'])('takes %j', (budget) => {
    expect(parseMaxRejects(budget)).toBe(budget)
  })

  it.each(['', '-1', '1.5', '101%', '%', '5 %', '1e3', 'all'])('refuses %j', (budget) => {
    expect(() => parseMaxRejects(budget)).toThrow('--max-rejects is')
  })
})

describe('a whole number', () => {
  const parse = wholeNumber('--year', { from: 1, to: 9999 })

  it.each(['1', '2021', '9999', '0007'])('may be %j in its range', (given) => {
    expect(parse(given)).toBe(Number(given))
  })

  it.each(['', '0', '10000', '-1', '2021.5', '2021x', '0x7e5', '2e3', ' 2021'])('may not be %j', (given) => {
    expect(() => parse(given)).toThrow('expected a whole number from 1 to 9999')
  })
})

describe('a load argument', () => {
  it('is a UUID in either case', () => {
    expect(parseLoad('0B0F8E0E-6F0C-4D5B-9D3B-6F1F0A9D7C11')).toBe('0b0f8e0e-6f0c-4d5b-9d3b-6f1f0a9d7c11')
  })

  it('is refused when it is anything else', () => {
    expect(() => parseLoad('12')).toThrow('"12" is not the id of a load')
  })
})

describe('a backup argument', () => {
  it('is the id of a backup', () => {
    expect(parseBackup('20261122_201700_3fa9')).toBe('20261122_201700_3fa9')
    expect(() => parseBackup('1')).toThrow('"1" is not the id of a backup')
  })

  it('may be a number where backups are numbered', () => {
    expect(parseBackupOrNumber('12')).toBe(12)
    expect(parseBackupOrNumber('20261122_201700_3fa9')).toBe('20261122_201700_3fa9')
  })

  it.each(['0', '-1', '1.5', 'latest', ''])('is refused as %j', (given) => {
    expect(() => parseBackupOrNumber(given)).toThrow('is neither a number')
  })
})
