import { randomUUID } from 'node:crypto'
import type { LoadFileOptions, Reject } from '@rollcall/sdk'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { otherClient, waitsForLock } from '../support/other-client.js'
import { employees, fingerprint, parents } from '../support/people.js'
import { random } from '../support/random.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testServer, type TestServer } from '../support/test-server.js'

// Each on a server and a database of its own, so they may wait for their tasks side by side.

interface Counts {
  read: number
  inserted: number
  updated: number
  skipped: number
  rejected: number
}

/** Each reject as `line offset column code`, one for each problem. */
const brief = (rejects: Reject[]) =>
  rejects.flatMap(({ line, offset, problems }) =>
    problems.map(({ column, code }) => `${line} ${offset} ${column} ${code}`),
  )

async function jobsIn({ database }: TestServer): Promise<[number, string][]> {
  const rows = await database.sql<{ id: number; job: string }>('SELECT id, job FROM jobs ORDER BY id')
  return rows.map(({ id, job }) => [id, job])
}

/** Loads a text into jobs; answers the counts, the table and the rejects. */
async function loadJobs(server: TestServer, csv: string | Uint8Array, options?: LoadFileOptions) {
  const result = await server.rollcall.load('jobs', [csv], options)
  return { result, rows: await jobsIn(server), rejects: await rejectsOf(server.rollcall, result.id) }
}

const sum = ({ inserted, updated, skipped, rejected }: Counts) => inserted + updated + skipped + rejected

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
    expect(result.read).toBe(sum(result))
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

test.concurrent(
  'read = inserted + updated + skipped + rejected, and the table has as many more rows as were inserted',
  async () => {
    for (const onConflict of ['reject', 'skip', 'update'] as const) {
      await using server = await testServer()
      await server.database.sql(`INSERT INTO jobs SELECT id, 'Job ' || id FROM generate_series(1, 500) AS id`)
      const { below, pick } = random(7)
      const lines = Array.from({ length: 3000 }, () =>
        pick([`${below(1500)},Job ${below(1500)}`, `${below(1500)},`, 'x,y', `${below(9)}`]),
      )
      const { result, rows } = await loadJobs(server, lines.join('\n'), { onConflict })
      expect([result.read, sum(result)]).toEqual([3000, 3000])
      expect(rows).toHaveLength(500 + result.inserted)
      expect(result.rejected).toBeGreaterThan(1000)
    }
  },
)

const there = [
  [1, 'old one'],
  [2, 'old two'],
]
const conflicting = '1,new one\n2,old two\n3,three\n3,again\n1,newest\n'

test.concurrent.each([
  ['reject', { inserted: 1, updated: 0, skipped: 0, rejected: 4 }, [...there, [3, 'three']]],
  ['skip', { inserted: 1, updated: 0, skipped: 2, rejected: 2 }, [...there, [3, 'three']]],
  [
    'update',
    { inserted: 1, updated: 1, skipped: 1, rejected: 2 },
    [
      [1, 'new one'],
      [2, 'old two'],
      [3, 'three'],
    ],
  ],
] as const)('on a conflict: %s', async (onConflict, counts, rows) => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1, 'old one'), (2, 'old two')`)
  const loaded = await loadJobs(server, conflicting, { onConflict })
  expect(loaded.result).toMatchObject({ read: 5, ...counts })
  expect(loaded.rows).toEqual(rows)
  expect(loaded.rejects.at(-2)?.problems[0]?.code).toBe('duplicate_in_file')
})

test.concurrent('an update reaches every column of an employee, and its row under its key only', async () => {
  await using server = await testServer()
  await parents(server.database)
  await employees(server.database, 3)
  const others = await server.database.sql('SELECT * FROM hired_employees WHERE id <> 2 ORDER BY id')
  const { updated } = await server.rollcall.load('hired_employees', ['2,New,1999-12-31T23:59:59.999999-02:00,3,3\n'], {
    onConflict: 'update',
  })
  expect(updated).toBe(1)
  expect(await server.rollcall.hiredEmployees.get({ id: 2 })).toEqual({
    id: 2,
    name: 'New',
    datetime: '2000-01-01T01:59:59.999999Z',
    department_id: 3,
    job_id: 3,
  })
  expect(await server.database.sql('SELECT * FROM hired_employees WHERE id <> 2 ORDER BY id')).toEqual(others)
})

test.concurrent(
  'an employee that differs by a microsecond is updated, and one that is the same instant in another offset is skipped',
  async () => {
    await using server = await testServer()
    await parents(server.database)
    const [one, two] = ['1,A,2021-01-01T00:00:00.000001Z,1,1', '2,B,2021-01-01T00:00:00Z,1,1']
    await server.rollcall.load('hired_employees', [`${one}\n${two}\n`])
    const again = '1,A,2021-01-01T00:00:00.000002Z,1,1\n2,B,2021-01-01T05:30:00+05:30,1,1\n'
    expect(await server.rollcall.load('hired_employees', [again], { onConflict: 'update' })).toMatchObject({
      updated: 1,
      skipped: 1,
    })
  },
)

test.concurrent.each([
  ['0', 1, true],
  ['1', 1, false],
  ['1', 2, true],
  ['10%', 10, false],
  ['10%', 11, true],
  ['9.99%', 10, true],
  ['0%', 1, true],
  ['100%', 100, false],
] as const)('with at most %s rejects, %i in 100 rows fail the load: %s', async (maxRejects, bad, fails) => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1000, 'there')`)
  const before = await fingerprint(server.database, 'jobs')
  const csv = Array.from({ length: 100 }, (_, index) => (index < 100 - bad ? `${index},a` : `${index},`)).join('\n')
  const id = await idOfLoad(server, csv, { maxRejects })
  const task = await server.rollcall.tasks.get({ id })
  expect(task.state).toBe(fails ? 'failed' : 'done')
  if (fails) expect(task.error?.code).toBe('too_many_rejects')
  expect((await fingerprint(server.database, 'jobs')) === before).toBe(fails || bad === 100)
  const rejects = await rejectsOf(server.rollcall, id)
  expect(rejects.length).toBeGreaterThan(0)
  expect(rejects[0]).toMatchObject({ line: 101 - bad, problems: [{ column: 'job', code: 'missing_value' }] })
})

test.concurrent.each(['-1', '1.5', '5 %', 'all', ''])('%j is no budget of rejects', async (maxRejects) => {
  await using server = await testServer()
  expect(await failure(server.rollcall.load('jobs', ['1,a'], { maxRejects }))).toMatchObject({ code: 'invalid_input' })
})

test.concurrent('a dry run counts as the load would, keeps its rejects, and changes nothing', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1, 'old one'), (2, 'old two')`)
  const before = await fingerprint(server.database, 'jobs')
  const options = { onConflict: 'update' } as const
  const dry = await loadJobs(server, conflicting, { ...options, dryRun: true })
  expect(await fingerprint(server.database, 'jobs')).toBe(before)
  const real = await loadJobs(server, conflicting, options)
  const { read, inserted, updated, skipped, rejected } = real.result
  expect(dry.result).toMatchObject({ state: 'done', dryRun: true, read, inserted, updated, skipped, rejected })
  expect(dry.rejects).toEqual(real.rejects)
})

test.concurrent(
  'the first accepted row of a key wins: row 1 has an unknown parent, row 2 with the same id is good',
  async () => {
    for (const onConflict of ['reject', 'skip', 'update'] as const) {
      await using server = await testServer()
      await parents(server.database)
      const line = (name: string, department: number) => `7,${name},2021-01-01T00:00:00Z,${department},1`
      const csv = [line('orphan', 99), line('good', 1), line('late', 2), line('late orphan', 99)].join('\n')
      const { id } = await server.rollcall.load('hired_employees', [csv], { onConflict })
      expect((await rejectsOf(server.rollcall, id)).map(({ line, problems }) => [line, problems[0]?.code])).toEqual([
        [1, 'unknown_parent'],
        [3, 'duplicate_in_file'],
        [4, expect.stringMatching(/^(duplicate_in_file|unknown_parent)$/)],
      ])
      expect(await server.database.sql('SELECT name FROM hired_employees')).toEqual([{ name: 'good' }])
    }
  },
)

test.concurrent('a duplicate is found however far it is from the first, in 200,000 rows', async () => {
  await using server = await testServer()
  const pieces = function* () {
    for (let from = 0; from < 200_000; from += 10_000)
      yield Array.from({ length: 10_000 }, (_, index) => `${from + index},Job\n`).join('')
    yield '0,late\n199999,late\n-1,good\n'
  }
  const result = await server.rollcall.load('jobs', pieces())
  expect(result).toMatchObject({ read: 200_003, inserted: 200_001, rejected: 2 })
  expect((await rejectsOf(server.rollcall, result.id)).map(({ line }) => line)).toEqual([200_001, 200_002])
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

test.concurrent('two loads of the same rows at once: each row goes in once, and both counts add up', async () => {
  await using server = await testServer()
  const csv = (step: number) =>
    Array.from({ length: 20_000 }, (_, index) => `${(index * step) % 20_000},Job\n`).join('')
  const loads = await Promise.all([server.rollcall.load('jobs', [csv(1)]), server.rollcall.load('jobs', [csv(3)])])
  for (const load of loads) expect(sum(load)).toBe(20_000)
  expect(loads.reduce((total, { inserted }) => total + inserted, 0)).toBe(20_000)
  expect(await jobsIn(server)).toHaveLength(20_000)
})

test.concurrent(
  'rows that come in through the API while a load runs are not lost, and its counts stay true',
  async () => {
    await using server = await testServer()
    await parents(server.database)
    const csv = Array.from({ length: 60_000 }, (_, index) => `${index},Ann,2021-01-01T00:00:00Z,1,1\n`).join('')
    const loading = server.rollcall.load('hired_employees', [csv])
    let made = 0
    const making = (async () => {
      for (let id = 59_999; id > 59_900; id--) {
        const row = { id, name: 'Api', datetime: '2020-01-01T00:00:00Z', department_id: 2, job_id: 2 }
        await server.rollcall.hiredEmployees.create(row).then(
          () => made++,
          () => undefined,
        )
      }
    })()
    const [result] = await Promise.all([loading, making])
    const [found] = await server.database.sql<{ all: number; api: number }>(
      `SELECT count(*)::integer AS all, (count(*) FILTER (WHERE name = 'Api'))::integer AS api FROM hired_employees`,
    )
    expect(found).toEqual({ all: 60_000, api: made })
    expect(result).toMatchObject({ read: 60_000, inserted: 60_000 - made, rejected: made })
  },
)

test.concurrent('a load that is cancelled changes nothing', async () => {
  await using server = await testServer()
  await using other = await otherClient(server.database.url)
  // A key that is not there yet, nor free: the load waits with half of its rows in the table.
  await other.query(`BEGIN; INSERT INTO jobs VALUES (50000, 'Clerk')`)
  const stop = new AbortController()
  const csv = Array.from({ length: 100_000 }, (_, id) => `${id},Job\n`).join('')
  const loading = failure(server.rollcall.load('jobs', [csv], { signal: stop.signal }))
  await waitsForLock(server.database, 'transactionid')
  stop.abort()
  expect(await loading).toMatchObject({ code: 'cancelled' })
  await other.query('ROLLBACK')
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toMatchObject([{ state: 'cancelled' }])
  expect(await jobsIn(server)).toEqual([])
})

test.concurrent('a load of an upload that is not there is refused, and says so', async () => {
  await using server = await testServer()
  const { loads } = server.rollcall
  const error = await failure(loads.start({ id: randomUUID(), upload: randomUUID(), table: 'jobs' }))
  expect(error).toMatchObject({ code: 'not_found', message: expect.stringContaining('There is no upload') })
})

/** The id of a load, however it ends. */
async function idOfLoad(server: TestServer, csv: string, options: LoadFileOptions): Promise<string> {
  let id = ''
  const onStarted = (task: { id: string }) => (id = task.id)
  await server.rollcall.load('jobs', [csv], { ...options, onStarted }).catch(() => undefined)
  return id
}
