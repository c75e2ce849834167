import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadFileOptions } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { rollcallCli } from '../support/programs.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'

// A load whose rejects are saved, mended in the file, and loaded again as they are: in the end all lines are in.

const long = 'x'.repeat(300)
const good = '2021-01-01T00:00:00Z,1,1'

/** Lines that are rejected, one or more for each code, and how somebody mends them in the file of rejects. */
const lines: [code: string, line: string, mended: string][] = [
  ['missing_value', `10,,${good}`, `10,Ann,${good}`],
  ['bad_integer', `1l,Bo,${good}`, `11,Bo,${good}`],
  ['bad_text', `12,C\0y,${good}`, `12,Cy,${good}`],
  ['bad_timestamp', '13,"Di\nana, ""D""",2021-13-01,1,1', `13,"Di\nana, ""D""",${good}`],
  ['too_long', `14,${long},${good}`, `14,Ed,${good}`],
  ['too_few_columns', '15,Flo', `15,Flo,${good}`],
  ['too_many_columns', `16,Gus,Jr.,${good}`, `16,"Gus, Jr.",${good}`],
  ['bad_quote', `17,"Hal,${good}`, `17,"Hal",${good}`],
  ['bad_quote', `18,Ida "I",${good}`, `18,"Ida ""I""",${good}`],
  ['unknown_parent', '19,Jo,2021-01-01T00:00:00Z,77,1', `19,Jo,${good}`],
  ['already_exists', `1,Kim,${good}`, `20,Kim,${good}`],
  ['duplicate_in_file', `2,Lu,${good}`, `21,Lu,${good}`],
  ['bad_encoding', `22,M\xe9l,${good}`, `22,M\xc3\xa9l,${good}`],
]

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** In the file, with another delimiter: none of the texts has one. */
const delimited = (text: string, delimiter: string) =>
  delimiter === ',' ? text : text.replaceAll(', ', '\x01').replaceAll(',', delimiter).replaceAll('\x01', ', ')

interface Case {
  delimiter: ',' | ';' | '|' | '\t'
  /** Puts a column that is passed over in. */
  extra: boolean
  mode: 'file' | 'batch'
}

test.each<Case>([
  { delimiter: ',', extra: false, mode: 'file' },
  { delimiter: '\t', extra: false, mode: 'file' },
  { delimiter: ';', extra: true, mode: 'file' },
  { delimiter: ',', extra: false, mode: 'batch' },
])('rejects of every code, mended in their file, load again as they are: %j', async ({ delimiter, extra, mode }) => {
  await using server = await testServer()
  await using folder = await tempFolder()
  await parents(server.database)
  await server.database.sql("INSERT INTO hired_employees VALUES (1, 'There', '2021-01-01Z', 1, 1)")
  const lineOf = (line: string) => delimited(extra ? line.replace(/^([^,]*),/, '$1,extra,') : line, delimiter)
  const columns = ['id', 'name', 'datetime', 'department_id', 'job_id']
  const told = extra ? ['id', '-', 'name', 'datetime', 'department_id', 'job_id'] : null
  const head = [lineOf(extra ? 'No,Who,When,Dept,Job' : columns.join(',')), lineOf(`2,Zoe,${good}`)]
  const file = [...head, ...lines.map(([, line]) => lineOf(line))].join('\n')
  const result = await server.rollcall.load('hired_employees', [bytesOf(file)], { delimiter, columns: told })
  expect(result).toMatchObject({ inserted: 1, rejected: lines.length, header: true })

  const path = join(folder.path, 'fix.csv')
  await rollcallCli(server.url, 'rejects', result.id, '-o', path)
  let fix = (await readFile(path)).toString('latin1')
  const header = ['reject_line', 'reject_problems', ...(told ?? columns)].join(delimiter)
  expect(fix.split('\n')[0]).toBe(header)
  for (const [code, line, mended] of lines) {
    expect([code, fix.includes(`${delimiter}${lineOf(line)}\n`)]).toEqual([code, true])
    fix = fix.replace(`${delimiter}${lineOf(line)}\n`, () => `${delimiter}${lineOf(mended)}\n`)
  }
  await writeFile(path, bytesOf(fix))
  const again = await rollcallCli(server.url, 'load', 'hired_employees', path, '--mode', mode, '--quiet')
  expect([again.code, again.stderr]).toEqual([0, ''])
  const rows = await server.database.sql<{ id: number; name: string }>(
    'SELECT id, name FROM hired_employees ORDER BY id',
  )
  expect(rows.map(({ id }) => id)).toEqual([1, 2, ...lines.map((_, index) => index + 10)])
  expect(rows.map(({ name }) => name).slice(5, 6)).toEqual(['Di\nana, "D"'])
  expect(rows.at(-1)?.name).toBe('Mél')
})

test('what is not mended is rejected again, with its line in the file of rejects, and saved in the same shape', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const load = async (text: string, name: string) => {
    await writeFile(join(folder.path, name), text)
    const fix = join(folder.path, `fix-${name}`)
    const { json } = await rollcallCli(server.url, 'load', 'jobs', join(folder.path, name), '--rejects', fix, '--json')
    return { json, fix: await readFile(fix, 'utf8').catch(() => '') }
  }
  const first = await load('1,a\n\n2,"b\nx,c\n', 'one.csv')
  const second = await load(first.fix.replace('x,c', '3,c'), 'two.csv')
  expect(second.json).toMatchObject({ read: 2, inserted: 1, rejected: 1 })
  expect(second.fix).toMatch(
    /^reject_line,reject_problems,-,-,id,job\n2,"has text after [^"]*",3,"has a quote [^"]*",2,"b\n$/,
  )
  const third = await load(second.fix.replace(/"b\n$/, 'b\n'), 'three.csv')
  expect(third.json).toMatchObject({ read: 1, inserted: 1, rejected: 0 })
})

test.each([
  ['windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ['utf-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
] as const)(
  'the rejects of a file in %s are saved as UTF-8 that says so, and load without an option',
  async (encoding, encode) => {
    await using server = await testServer()
    await using folder = await tempFolder()
    const path = join(folder.path, 'fix.csv')
    const options: LoadFileOptions = { encoding }
    const { id } = await server.rollcall.load('jobs', [encode('1,Köchin\nx,Père\n')], options)
    await rollcallCli(server.url, 'rejects', id, '-o', path)
    const fix = await readFile(path, 'utf8')
    expect(fix).toMatch(/^\ufeffreject_line,reject_problems,id,job\n.*,x,Père\n$/)
    await writeFile(path, fix.replace('x,Père', '2,Père'))
    // The option that fitted the file does not fit this one any more, which is told rather than read as other text.
    if (encoding === 'windows-1252') {
      const wrong = await rollcallCli(server.url, 'load', 'jobs', path, '--encoding', encoding)
      expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('byte order mark of utf-8')])
    }
    expect((await rollcallCli(server.url, 'load', 'jobs', path)).code).toBe(0)
    expect(await jobsOf(server)).toEqual(['Köchin', 'Père'])
  },
)

async function jobsOf({ database }: TestServer): Promise<string[]> {
  const rows = await database.sql<{ job: string }>('SELECT job FROM jobs ORDER BY id')
  return rows.map(({ job }) => job)
}
