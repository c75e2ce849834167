import { tables } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeRows, encodeRows } from './avro-file.js'

const table = tables.hiredEmployees
const row = fc.record({
  id: fc.integer(),
  name: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  datetime: fc.constantFrom('0001-01-01T00:00:00Z', '1969-12-31T23:59:59.999999Z', '2300-02-28T12:00:00.5Z'),
  department_id: fc.integer(),
  job_id: fc.integer(),
})

test('rows come back as they went in, however they were cut into batches', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { minLength: 1, maxLength: 5 }), { maxLength: 4 }), async (batches) => {
      expect(await rowsOf(await bytesOf(batches), 7)).toEqual(batches.flat())
    }),
    { numRuns: 50 },
  )
})

test('a file cut anywhere but between two blocks cannot be read', async () => {
  const whole = await bytesOf([fc.sample(row, { seed: 1, numRuns: 3 }), fc.sample(row, { seed: 2, numRuns: 3 })])
  let readable = 0
  for (let length = 0; length < whole.length; length++) {
    const rows = await rowsOf(whole.subarray(0, length), 64).catch(() => undefined)
    if (rows) readable++
  }
  // Behind the header, and behind the first block: only the manifest tells that rows are missing.
  expect(readable).toBe(2)
})

async function bytesOf(batches: object[][]): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of encodeRows(table, each(batches))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function rowsOf(bytes: Buffer, chunk: number): Promise<object[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, index) =>
    bytes.subarray(index * chunk, (index + 1) * chunk),
  )
  const rows: object[] = []
  for await (const batch of decodeRows(table, each(chunks))) rows.push(...batch)
  return rows
}

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items
}
