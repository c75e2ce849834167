// Files of many forms that say the same.
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { jobsIn, loadJobs } from '../support/load-jobs.js'
import { random } from '../support/random.js'
import { brief, rejectsOf } from '../support/rejects-of.js'
import { testServer } from '../support/test-server.js'

// Each on a server and a database of its own, so they may wait for their tasks side by side.

test.concurrent.each([
  ['LF', '1,a\n2,b\n'],
  ['CRLF', '1,a\r\n2,b\r\n'],
  ['CR', '1,a\r2,b\r'],
  ['no last newline', '1,a\n2,b'],
  ['CRLF and no last newline', '1,a\r\n2,b'],
  ['a byte order mark', '\ufeff1,a\n2,b\n'],
  ['a byte order mark and a header', '\ufeffid,job\n1,a\n2,b\n'],
  ['a header', 'id,job\n1,a\n2,b\n'],
  ['a header in capitals', 'ID,Job\n1,a\n2,b\n'],
  ['a header in another order', 'job,id\na,1\nb,2\n'],
  ['a quoted header', '"id","job"\r\n1,a\r\n2,b\r\n'],
  ['quoted cells', '"1","a"\n"2","b"\n'],
  ['white space around cells', ' 1 ,\ta\n2, b \n'],
  ['lines of both kinds', '1,a\r\n2,b\n'],
])('a file with %s is loaded the same', async (_what, csv) => {
  await using server = await testServer()
  const { result, rows } = await loadJobs(server, csv)
  expect(rows).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  expect(result).toMatchObject({ read: 2, inserted: 2, rejected: 0, emptyLines: 0 })
})

test.concurrent(
  'quoted newlines, quotes and delimiters are part of the cell, and lines are counted as an editor counts them',
  async () => {
    await using server = await testServer()
    const { rows, rejects } = await loadJobs(server, '1,"a\nb\r\nc"\n2,"say ""hi"", twice"\n3,\n')
    expect(rows).toEqual([
      [1, 'a\nb\r\nc'],
      [2, 'say "hi", twice'],
    ])
    expect(brief(rejects)).toEqual(['5 33 job missing_value'])
  },
)

test.concurrent('empty lines are no rows, are counted apart, and count as lines', async () => {
  await using server = await testServer()
  const { result, rejects, rows } = await loadJobs(server, '\n\nid,job\n1,a\n\r\n\n2,\n\n')
  expect(result).toMatchObject({ read: 2, inserted: 1, rejected: 1, emptyLines: 5, header: true })
  expect(rejects.map(({ line }) => line)).toEqual([7])
  expect(rows).toEqual([[1, 'a']])
})

test.concurrent.each([
  ['nothing', ''],
  ['a byte order mark', '\ufeff'],
  ['a header', 'id,job\n'],
  ['empty lines', '\n\r\n\n'],
])('a file with %s only is loaded: no rows', async (_what, csv) => {
  await using server = await testServer()
  const { result, rows } = await loadJobs(server, csv)
  expect([rows, result]).toMatchObject([[], { state: 'done', read: 0, inserted: 0, rejected: 0 }])
})

test.concurrent.each([';', '|', '\t'] as const)('cells may be parted by %j', async (delimiter) => {
  await using server = await testServer()
  const { rows } = await loadJobs(server, `1${delimiter}a,b\n2${delimiter}"c${delimiter}d"\n`, { delimiter })
  expect(rows).toEqual([
    [1, 'a,b'],
    [2, `c${delimiter}d`],
  ])
})

test.concurrent('told that there is no header, a first line that looks like one is a row', async () => {
  await using server = await testServer()
  const { result, rejects } = await loadJobs(server, 'id,job\n1,a\n', { header: 'no' })
  expect(result).toMatchObject({ read: 2, inserted: 1, rejected: 1, header: false })
  expect(brief(rejects)).toEqual(['1 0 id bad_integer'])
})

test.concurrent.each([
  ['lacks a column', 'id\n1\n'],
  ['has an unknown column', 'id,job,boss\n1,a,b\n'],
  ['names a column twice', 'id,job,job\n1,a,b\n'],
  ['is a row', '1,a\n'],
])('told that there is a header, a first line that %s fails the load and changes nothing', async (_what, csv) => {
  await using server = await testServer()
  const error = await failure(server.rollcall.load('jobs', [csv], { header: 'yes' }))
  expect(error.code).toBe('invalid_input')
  expect(await jobsIn(server)).toEqual([])
})

test.concurrent('a header that is none is told, whatever is in it', async () => {
  await using server = await testServer()
  for (const first of [`A${'😀'.repeat(100)}`, `x${'😀'.repeat(100)}`, 'a\0b,job']) {
    const error = await failure(server.rollcall.load('jobs', [`${first}\n1,Clerk\n`], { header: 'yes' }))
    expect([first, error.code]).toEqual([first, 'invalid_input'])
  }
})

test.concurrent('rows loaded have exactly the values that an independent parser reads', async () => {
  await using server = await testServer()
  const { below, pick } = random(42)
  const parts = [
    'a',
    'é',
    '漢',
    '😀',
    '"',
    ',',
    '\n',
    '\r\n',
    "'",
    '\\',
    '\\N',
    'NULL',
    '{}',
    'x y',
    '\u2028',
    '\u0301',
    '%s',
    '$1',
    ';',
    '|',
  ]
  const cells = Array.from({ length: 3000 }, (_, id) => [
    String(id),
    `w${Array.from({ length: below(8) }, () => pick(parts)).join('')}w`,
  ])
  const csv = cells
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join(pick(['\n', '\r\n']))
  const oracle: string[][] = parse(csv)
  const { rows } = await loadJobs(server, csv)
  expect(rows).toEqual(oracle.map(([id, job]) => [Number(id), job]))
})

test.concurrent(
  'what the bytes come in does not matter: pieces of 1 to 7 bytes give the same rows and rejects',
  async () => {
    await using server = await testServer()
    const bytes = Buffer.from('\ufeffjob,id\r\n"é,""😀""\r\n",1\r\n\r\nx,\r\n漢,2')
    const { below } = random(3)
    const pieces = function* () {
      for (let at = 0; at < bytes.length;) {
        const size = 1 + below(7)
        yield bytes.subarray(at, at + size)
        at += size
      }
    }
    const result = await server.rollcall.load('jobs', pieces())
    expect(await jobsIn(server)).toEqual([
      [1, 'é,"😀"'],
      [2, '漢'],
    ])
    expect(brief(await rejectsOf(server.rollcall, result.id))).toEqual(['5 32 id missing_value'])
  },
)
