// What is rejected of a file, line by line.
import { expect, test } from 'vitest'
import { loadJobs } from '../support/load-jobs.js'
import { parents } from '../support/people.js'
import { brief, rejectsOf } from '../support/rejects-of.js'
import { sumOfRows } from '../support/sum-of-rows.js'
import { testServer } from '../support/test-server.js'

// Each on a server and a database of its own, so they may wait for their tasks side by side.

test.concurrent.each([
  ['no value', '2,', 'job missing_value'],
  ['white space for a value', '2, \t ', 'job missing_value'],
  ['Unicode white space for a value', '2,\u00a0\u3000', 'job missing_value'],
  ['no key', ',Clerk', 'id missing_value'],
  ['words for a key', 'two,Clerk', 'id bad_integer'],
  ['a key above 32 bits', '2147483648,Clerk', 'id bad_integer'],
  ['a key with a plus', '+2,Clerk', 'id bad_integer'],
  ['a text of 256 code points', `2,${'é'.repeat(256)}`, 'job too_long'],
  ['a text of 256 pairs of surrogates', `2,${'😀'.repeat(256)}`, 'job too_long'],
  ['one that is shown cut within such a pair', `2,A${'😀'.repeat(256)}`, 'job too_long'],
  ['a NUL in a text', '2,a\0b', 'job bad_text'],
  ['a cell too few', '2', 'null too_few_columns'],
  ['a cell too many', '2,Clerk,', 'null too_many_columns'],
  ['a quote inside a cell', '2,Cl"erk', 'null bad_quote'],
  ['text after a quoted cell', '2,"Clerk"x', 'null bad_quote'],
  ['a key that was in the file', '1,Clerk', 'id duplicate_in_file'],
  ['a key that is there', '100,Clerk', 'id already_exists'],
])('%s is rejected with line, offset, code and the text as it came', async (_what, line, problem) => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (100, 'there')`)
  const before = '1,Früh\n'
  const { result, rows, rejects } = await loadJobs(server, `${before}${line}\n3,Late\n`, { header: 'no' })
  const offset = Buffer.byteLength(before)
  expect(brief(rejects)).toEqual([`2 ${offset} ${problem}`])
  expect(rejects[0]).toMatchObject({ text: line, length: Buffer.byteLength(line) })
  expect(rows).toEqual([
    [1, 'Früh'],
    [3, 'Late'],
    [100, 'there'],
  ])
  expect(result).toMatchObject({ read: 3, inserted: 2, rejected: 1 })
})

test.concurrent.each([
  ['a timestamp without an offset', '7,Ann,2021-01-01T00:00:00,1,1', ['datetime bad_timestamp']],
  ['a day that is not', '7,Ann,2021-02-29T00:00:00Z,1,1', ['datetime bad_timestamp']],
  ['an unknown parent', '7,Ann,2021-01-01T00:00:00Z,9,1', ['department_id unknown_parent']],
  ['two unknown parents', '7,Ann,2021-01-01T00:00:00Z,9,-9', ['department_id unknown_parent', 'job_id unknown_parent']],
  [
    'everything wrong',
    'x,,never,a,1.5',
    [
      'id bad_integer',
      'name missing_value',
      'datetime bad_timestamp',
      'department_id bad_integer',
      'job_id bad_integer',
    ],
  ],
])('an employee with %s is rejected with every problem of the line', async (_what, line, problems) => {
  await using server = await testServer()
  await parents(server.database)
  const { id } = await server.rollcall.load('hired_employees', [line])
  const rejects = await rejectsOf(server.rollcall, id)
  expect(brief(rejects)).toEqual(problems.map((problem) => `1 0 ${problem}`))
  expect(rejects[0]?.text).toBe(line)
})

test.concurrent('bytes that are no UTF-8 are rejected and kept byte for byte', async () => {
  await using server = await testServer()
  const line = Buffer.from([0x32, 0x2c, 0x43, 0xff, 0xfe, 0xc3])
  const { rejects, rows } = await loadJobs(server, Buffer.concat([Buffer.from('1,a\n'), line, Buffer.from('\n3,c\n')]))
  expect(brief(rejects)).toEqual(['2 4 job bad_encoding'])
  expect(Buffer.from(rejects[0]?.base64 ?? '', 'base64')).toEqual(line)
  expect(rows.map(([id]) => id)).toEqual([1, 3])
})

test.concurrent.each([
  ['an encoded half of a surrogate pair', [0xed, 0xa0, 0xbd]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a code point above 10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a character cut short', [0xf0, 0x9f, 0x98]],
])('%s is no UTF-8', async (_what, bytes) => {
  await using server = await testServer()
  const { rejects, rows } = await loadJobs(
    server,
    Buffer.from([...Buffer.from('1,a'), ...bytes, ...Buffer.from('\n2,b\n')]),
  )
  expect(rejects.map(({ line, problems }) => [line, problems[0]?.code])).toEqual([[1, 'bad_encoding']])
  expect(rows).toEqual([[2, 'b']])
})

test.concurrent(
  'a quote that is never closed takes the rest of the file with it as one reject, and the rows before go in',
  async () => {
    await using server = await testServer()
    const { result, rejects, rows } = await loadJobs(server, '1,a\n2,"b\n3,c\n4,d\n')
    expect(rows[0]).toEqual([1, 'a'])
    expect(rejects[0]).toMatchObject({ line: 2, offset: 4, problems: [{ code: 'bad_quote' }] })
    expect(result.read).toBe(sumOfRows(result))
    expect(result.inserted).toBe(rows.length)
  },
)

test.concurrent('a line of many megabytes is rejected as too long, and the lines after it go in', async () => {
  await using server = await testServer()
  const long = `2,${'x'.repeat(9 * 1024 * 1024)}`
  const { rejects, rows, result } = await loadJobs(server, `1,a\n${long}\n3,c\n`)
  expect(brief(rejects)).toEqual([expect.stringMatching(/^2 4 (null line_too_long|job too_long)$/)])
  expect(rejects[0]).toMatchObject({ length: long.length })
  expect(rejects[0]?.text).toHaveLength(65_536)
  expect([rows.map(([id]) => id), result.read]).toEqual([[1, 3], 3])
})
