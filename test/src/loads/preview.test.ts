import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { employeeCsv } from '../support/employee-csv.js'
import { failure } from '../support/failure.js'
import { parents } from '../support/people.js'
import { rollcallCli } from '../support/programs.js'
import { rejectsOf } from '../support/rejects-of.js'
import { emptySpool } from '../support/spool-of.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer } from '../support/test-server.js'

test('the first lines are told as they would be read, with all that a load would say of them', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql("INSERT INTO hired_employees VALUES (1, 'There', '2021-01-01Z', 1, 1)")
  const instant = '2021-01-01 00:00:00+02:00'
  const csv = [
    'job_id,department_id,datetime,name,id',
    `1,1,${instant}, Ann ,1`,
    `2,1,${instant}, Bo ,2`,
    '',
    `9,1,${instant},"C\nC",2`,
    'x,,then,,y',
    `1,1,${instant},"Di,4`,
  ].join('\n')
  const preview = await server.rollcall.preview('hired_employees', [csv])
  expect(preview).toMatchObject({
    header: true,
    encoding: 'utf-8',
    delimiter: ',',
    hint: null,
    whole: true,
    emptyLines: 1,
  })
  expect(preview.columns).toEqual(['job_id', 'department_id', 'datetime', 'name', 'id'])
  expect(preview.lines.map(({ line, row, cells }) => [line, row, cells.length])).toEqual([
    [2, null, 5],
    [3, { id: 2, name: 'Bo', datetime: instant, department_id: 1, job_id: 2 }, 5],
    [5, null, 5],
    [7, null, 5],
    [8, null, 0],
  ])
  expect(await server.database.sql('SELECT FROM hired_employees')).toHaveLength(1)
  const { id } = await server.rollcall.load('hired_employees', [csv], { dryRun: true })
  const rejects = await rejectsOf(server.rollcall, id)
  const told = preview.lines.filter(({ problems }) => problems.length > 0)
  expect(told.map(({ line, offset, problems }) => ({ line, offset, problems }))).toEqual(
    rejects.map(({ line, offset, problems }) => ({ line, offset, problems })),
  )
})

test('of a long file only the beginning is sent, packed or not, and nothing stays', async () => {
  await using server = await testServer()
  await parents(server.database)
  const text = [...employeeCsv(1, 100_000)].join('')
  for (const bytes of [Buffer.from(text), gzipSync(text), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
    const { lines, whole } = await server.rollcall.preview('hired_employees', [bytes], { limit: 100 })
    expect([whole, lines.length, lines.at(-1)?.row?.['name']]).toEqual([false, 100, 'Employee 100'])
  }
  await emptySpool(server.home)
})

test('an upload that is not whole is looked at too, up to its last whole line', async () => {
  await using server = await testServer()
  const { uploads } = server.rollcall
  const id = crypto.randomUUID()
  await uploads.open({ id })
  await fetch(`${server.url}/uploads/${id}?offset=0`, { method: 'PUT', body: '1,a\n2,"b\n' })
  const lines = async () => (await uploads.preview({ upload: id, table: 'jobs' })).lines.map(({ cells }) => cells)
  expect(await lines()).toEqual([['1', 'a']])
  await fetch(`${server.url}/uploads/${id}?offset=9`, { method: 'PUT', body: 'c"\n3' })
  expect(await lines()).toEqual([
    ['1', 'a'],
    ['2', 'b\nc'],
  ])
  await uploads.remove({ id })
})

test('what a load would refuse is refused, and what would fit better is told', async () => {
  await using server = await testServer()
  const { rollcall } = server
  expect(await failure(rollcall.preview('jobs', ['a'], { header: 'yes' }))).toMatchObject({ code: 'invalid_input' })
  expect(await failure(rollcall.preview('jobs', ['a'], { columns: ['id'] }))).toMatchObject({ code: 'invalid_input' })
  expect(await failure(rollcall.preview('jobs', ['PK\u0003\u0004x']))).toMatchObject({ code: 'unsupported' })
  expect((await rollcall.preview('jobs', ['id;job\n1;a'])).hint).toContain("try --delimiter ';'")
  expect(await rollcall.preview('jobs', [])).toMatchObject({ whole: true, lines: [] })
  expect(await rollcall.preview('jobs', ['1,a\n2,b\n'], { limit: 1 })).toMatchObject({
    whole: false,
    lines: [{ line: 1 }],
  })
  expect(await rollcall.preview('jobs', ['1,a\n2,b'], { limit: 2 })).toMatchObject({
    whole: true,
    lines: [{}, { line: 2 }],
  })
})

test('another encoding is advised only where the file does not say what it is in', async () => {
  await using server = await testServer()
  const { rollcall } = server
  const latin = Buffer.from('1,Zo\xeb\n', 'latin1')
  expect((await rollcall.preview('jobs', [latin])).hint).toContain('try --encoding windows-1252')
  expect((await rollcall.preview('jobs', ['\ufeff', latin])).hint).toBeNull()
})

test('of a line with a bad cell the others are judged too, as by a load', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1, 'Clerk')`)
  const line = '1,,2021-11-07T02:48:42Z,999,1\n'
  const { lines } = await server.rollcall.preview('hired_employees', [line])
  const { id } = await server.rollcall.load('hired_employees', [line])
  const { rejects } = await server.rollcall.loads.rejects({ load: id })
  expect(lines[0]?.problems).toEqual(rejects[0]?.problems)
  expect(lines[0]?.problems.map(({ code }) => code)).toEqual(['missing_value', 'unknown_parent'])
})

test('the command line shows them as a table, and says what is wrong', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = join(folder.path, 'jobs.csv')
  await writeFile(file, 'No;Title;Since\n1;Köchin;x\nx;Père;y\n', 'latin1')
  const told = ['--columns', 'id,job,-', '--delimiter', ';', '--encoding', 'windows-1252']
  const { stdout, code } = await rollcallCli(server.url, 'preview', 'jobs', file, ...told)
  expect(stdout).toBe(
    `All 2 lines of ${file} as they would go into jobs; nothing was loaded.
First line taken as a header: id, job, - (passed over).
Cells separated by ';'.
Read as windows-1252.

line  id  job     -
   2  1   Köchin  x
   3  x   Père    y

1 line would be rejected:
  line 3, id: is "x"; expected a whole number from -2147483648 to 2147483647
`,
  )
  expect(code).toBe(0)
  const { json } = await rollcallCli(server.url, 'preview', 'jobs', file, ...told, '--json', '--limit', '1')
  expect(json).toMatchObject({ table: 'jobs', whole: false, lines: [{ line: 2, row: { id: 1, job: 'Köchin' } }] })
})
