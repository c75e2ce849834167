import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IdSet } from './id-set.js'
import { memoryInUse } from './testing/memory-in-use.js'
import { proofRuns } from './testing/proof-runs.js'

test('an id is added once', () => {
  const ids = new IdSet()
  expect([ids.add(7), ids.add(7), ids.add(-7), ids.size, ids.has(7), ids.has(8)]).toEqual([
    true,
    false,
    true,
    2,
    true,
    false,
  ])
})

test('the smallest and the largest id are kept apart from their neighbours', () => {
  const ids = new IdSet()
  for (const id of [2147483647, -2147483648, -1, 0]) expect(ids.add(id)).toBe(true)
  expect([1, -2, 2147483646, -2147483647].some((id) => ids.has(id))).toBe(false)
})

test.each([1, -1])('ids that become a bitmap are kept (step %d)', (step) => {
  const ids = new IdSet()
  const turns = Array.from({ length: 10_000 }, (_, turn) => turn)
  const added = (): boolean[] => turns.map((turn) => ids.add(70_000 + step * turn * 3))
  expect(added().every(Boolean)).toBe(true)
  expect(turns.every((turn) => ids.has(70_000 + step * turn) === (turn % 3 === 0))).toBe(true)
  expect(added().some(Boolean)).toBe(false)
  expect(ids.size).toBe(10_000)
})

test('dense ids take a bit each', () => {
  const before = memoryInUse().arrayBuffers
  const ids = new IdSet()
  for (let id = 0; id < 4_000_000; id++) ids.add(id)
  expect(memoryInUse().arrayBuffers - before).toBeLessThan(4_000_000)
  expect(ids.size).toBe(4_000_000)
})

test('random ids take about six bytes each', () => {
  const before = memoryInUse().arrayBuffers
  const ids = new IdSet()
  // An odd factor reaches every int32 once.
  for (let turn = 1; turn <= 1_000_000; turn++) ids.add(Math.imul(turn, 0x9e3779b1))
  expect(memoryInUse().arrayBuffers - before).toBeLessThan(16_000_000)
  expect(ids.size).toBe(1_000_000)
})

test('it answers as a Set does', () => {
  const near = fc.integer({ min: -20, max: 20 })
  const id = fc.oneof(near, fc.integer(), near.map((value) => value + 65_536), near.map((value) => 2147483627 + value)) // prettier-ignore
  const run = fc.tuple(id, fc.integer({ min: 1, max: 9000 }), fc.constantFrom(1, -1, 7, 65_536)).map(([from, count, step]) => Array.from({ length: count }, (_, at) => (from + at * step) | 0)) // prettier-ignore
  fc.assert(
    fc.property(fc.array(fc.oneof(id, run), { maxLength: 12 }), fc.array(id), (added, asked) => {
      const ids = new IdSet()
      const expected = new Set<number>()
      for (const one of added.flat()) {
        if (ids.add(one) === expected.has(one)) throw new Error(`add(${one}) answered wrongly`)
        expected.add(one)
      }
      expect(ids.size).toBe(expected.size)
      for (const one of [...asked, ...added.flat()])
        if (ids.has(one) !== expected.has(one)) throw new Error(`has(${one})`)
    }),
    proofRuns(40),
  )
})
