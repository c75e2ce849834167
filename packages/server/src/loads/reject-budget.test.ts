import { expect, test } from 'vitest'
import { zeroCounts } from './load-counts.js'
import { rejectBudget } from './reject-budget.js'

const counts = (read: number, rejected: number) => ({ ...zeroCounts(), read, rejected })

test('a number of rows ends the load as soon as there is one more', () => {
  const budget = rejectBudget('2')
  expect(() => budget.checkSoFar(counts(10, 2))).not.toThrow()
  expect(() => budget.checkSoFar(counts(10, 3))).toThrow('3 of 10 rows were rejected, more than the 2 allowed')
})

test('0 allows none', () => {
  expect(() => rejectBudget('0').checkSoFar(counts(1, 1))).toThrow(/more than the 0 allowed/)
})

test('a share is judged at the end only, of the rows read', () => {
  const budget = rejectBudget('2.5%')
  expect(() => budget.checkSoFar(counts(1, 1))).not.toThrow()
  expect(() => budget.checkAll(counts(1000, 25))).not.toThrow()
  expect(() => budget.checkAll(counts(1000, 26))).toThrow(/more than the 2.5% allowed/)
})

test('without a budget there may be as many as there are', () => {
  expect(() => rejectBudget(null).checkAll(counts(10, 10))).not.toThrow()
})

test('a share is exact', () => {
  for (const [share, read, most] of [
    ['0.57%', 10_000, 57],
    ['1.13%', 10_000, 113],
    ['0.29%', 100_000, 290],
    ['0.000001%', 100_000_000, 1],
    ['100%', 7, 7],
  ] as const) {
    const budget = rejectBudget(share)
    expect(() => budget.checkAll(counts(read, most))).not.toThrow()
    if (most < read) expect(() => budget.checkAll(counts(read, most + 1))).toThrow(share)
  }
})
