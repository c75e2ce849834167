import { expect, test } from 'vitest'
import { IdSet } from './id-set.js'
import { rejectDuplicates } from './reject-duplicates.js'
import { readAll, shortReject } from './testing/read-all.js'
import type { RowBatch } from './row-batch.js'

const rowsOf = (...rows: [id: number, department: number][]): Buffer[] => [
  Buffer.from(rows.map(([id, department]) => `${id},Ann,2021-11-07T02:48:42Z,${department},96\n`).join('')),
]

test('the first row of a key wins, also over batches', async () => {
  const keys = new IdSet()
  const { batches } = await readAll(rowsOf([7, 1], [8, 1], [7, 2], [7, 3]), { batchRows: 3 }, (batch) =>
    rejectDuplicates(batch, keys),
  )
  expect(batches.map((batch) => batch.rejects.map(shortReject))).toEqual([
    [[3, '7,Ann,2021-11-07T02:48:42Z,2,96', 'id: duplicate_in_file']],
    [[4, '7,Ann,2021-11-07T02:48:42Z,3,96', 'id: duplicate_in_file']],
  ])
  expect(batches[0]?.rejects[0]?.problems[0]?.message).toBe('is 7; expected a key that no earlier row of the file has')
})

test('a row that was rejected before leaves its key to a later one', async () => {
  const { batches } = await readAll(rowsOf([7, 99], [7, 1], [7, 1]), {}, (batch) => {
    rejectParent(batch, 99)
    rejectDuplicates(batch, new IdSet())
    expect(Buffer.concat(batch.encoded())).toEqual(batch.tuple(1))
    expect([batch.accepted, batch.isRejected(0), batch.isRejected(1)]).toEqual([1, true, false])
  })
  expect(batches[0]!.rejects.map(shortReject)).toEqual([
    [1, '7,Ann,2021-11-07T02:48:42Z,99,96', 'department_id: unknown_parent'],
    [3, '7,Ann,2021-11-07T02:48:42Z,1,96', 'id: duplicate_in_file'],
  ])
})

test('a row or record that is rejected for another reason too is told when an earlier accepted row has its key', async () => {
  const lines = [
    '7,,2021-11-07T02:48:42Z,1,96',
    '7,Ann,2021-11-07T02:48:42Z,1,96',
    '7,,2021-11-07T02:48:42Z,1,96',
    '7,Ann,2021-11-07T02:48:42Z,99,96',
    '8,Ann,yesterday,1,96',
    '8,Ann,2021-11-07T02:48:42Z,1,96',
    '8,Ann,2021-11-07T02:48:42Z,x,96',
  ]
  const keys = new IdSet()
  const { batches } = await readAll([Buffer.from(lines.join('\n'))], { batchRows: 6 }, (batch) => {
    rejectParent(batch, 99)
    rejectDuplicates(batch, keys)
  })
  const duplicate = 'id: duplicate_in_file'
  expect(batches.flatMap((batch) => batch.rejects.map(shortReject))).toEqual([
    [1, lines[0], 'name: missing_value'],
    [3, lines[2], 'name: missing_value', duplicate],
    [4, lines[3], 'department_id: unknown_parent', duplicate],
    [5, lines[4], 'datetime: bad_timestamp'],
    [7, lines[6], 'department_id: bad_integer', duplicate],
  ])
})

test('problems of one row found one after the other are one reject', async () => {
  const { batches } = await readAll(rowsOf([7, 99]), {}, (batch) => {
    rejectParent(batch, 99)
    batch.reject(0, [{ column: 'job_id', code: 'unknown_parent', message: '' }])
  })
  expect(batches[0]!.rejects.map(shortReject)).toEqual([
    [1, '7,Ann,2021-11-07T02:48:42Z,99,96', 'department_id: unknown_parent', 'job_id: unknown_parent'],
  ])
})

function rejectParent(batch: RowBatch, unknown: number): void {
  const { column, ids } = batch.parents[0]!
  ids.forEach((id, row) => {
    if (id === unknown) batch.reject(row, [{ column, code: 'unknown_parent', message: `is ${id}` }])
  })
}
