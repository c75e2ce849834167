import { expect, test } from 'vitest'
import { sampleData } from './sample-data.mjs'

const rows = (/** @type {string} */ text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))

test('the same seed makes the same files, another seed others', () => {
  expect(sampleData()).toEqual(sampleData())
  expect(sampleData(1).hired_employees).not.toBe(sampleData(2).hired_employees)
})

test('there are 12 departments, 180 jobs and 2,000 lines of employees', () => {
  const { departments, jobs, hired_employees } = sampleData()
  expect([departments, jobs, hired_employees].map((text) => rows(text).length)).toEqual([12, 180, 2000])
})

test('3 to 4 % of the lines are bad, in every way', () => {
  const { hired_employees, bad } = sampleData()
  expect(bad).toBeGreaterThanOrEqual(60)
  expect(bad).toBeLessThanOrEqual(80)
  const lines = rows(hired_employees)
  /** @type {Record<string, (cells: string[], line: number) => boolean>} */
  const ways = {
    missing: (cells) => cells.length === 5 && cells.includes(''),
    date: (cells) => cells.length === 5 && cells[2] !== '' && Number.isNaN(Date.parse(cells[2] ?? '')),
    parent: (cells) => cells[3] === '999' || cells[4] === '999',
    twice: (cells, line) => line > 0 && cells[0] === '1',
    few: (cells) => cells.length < 5,
    many: (cells) => cells.length > 5,
  }
  for (const [way, is] of Object.entries(ways)) expect(lines.some(is), way).toBe(true)
})
