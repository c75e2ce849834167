import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { LoadFileOptions } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { peakMemory } from '../support/peak-memory.js'
import { parents } from '../support/people.js'
import { rollcallCli } from '../support/programs.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testServer, type TestServer } from '../support/test-server.js'

// What a file may be like, through a real server; how it is read in detail is tested beside the reader.

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

async function loadJobs(server: TestServer, bytes: string | Uint8Array, options?: LoadFileOptions) {
  const result = await server.rollcall.load('jobs', [bytes], options)
  const rows = await server.database.sql<{ id: number; job: string }>('SELECT id, job FROM jobs ORDER BY id')
  return { result, rows: rows.map(({ id, job }) => [id, job]), rejects: await rejectsOf(server.rollcall, result.id) }
}

test.each([
  ['UTF-16, low byte first', (text: string) => utf16(text), {}],
  ['UTF-16, high byte first', (text: string) => utf16(text).swap16(), { encoding: 'utf-16' }],
  ['windows-1252', (text: string) => Buffer.from(text, 'latin1'), { encoding: 'windows-1252' }],
  ['UTF-8 packed by gzip', (text: string) => gzipSync(text), {}],
  ['UTF-16 packed by gzip', (text: string) => gzipSync(utf16(text)), {}],
] as const)('a file in %s makes the same rows, and its rejects have their places', async (_, encode, options) => {
  await using server = await testServer()
  const { result, rows, rejects } = await loadJobs(server, encode('id,job\r\n1,Köchin\r\nx,Père\r\n2,ß\r\n'), options)
  expect(rows).toEqual([
    [1, 'Köchin'],
    [2, 'ß'],
  ])
  expect(rejects).toMatchObject([{ line: 3, text: 'x,Père', base64: null, truncated: false }])
  const width = encode('').length > 1 && result.encoding === 'utf-16' ? 2 : 1
  const start = 'id,job\r\n1,Köchin\r\n'.length
  const expected =
    result.encoding === 'utf-8'
      ? { offset: start + 1, length: 7 }
      : { offset: start * width + (width === 2 ? 2 : 0), length: 6 * width }
  expect(rejects[0]).toMatchObject(expected)
})

test.each([
  ['UTF-8', (text: string) => Buffer.from(text), {}],
  ['UTF-16', utf16, {}],
  ['windows-1252', (text: string) => Buffer.from(text, 'latin1'), { encoding: 'windows-1252' }],
] as const)('of a long line in %s the first 64 KiB are kept, and told to be all or not', async (_, encode, options) => {
  await using server = await testServer()
  const KEPT = 65_536
  const lines = [KEPT - 1, KEPT, KEPT + 1].map((bytes) => `1,é${'x'.repeat(bytes - 4)}`)
  const { rejects } = await loadJobs(server, encode(`${lines.join('\n')}\n`), options)
  const width = encode('11').length - encode('1').length
  const chars = lines.map((line) => line.length + (width === 1 && !('encoding' in options) ? 1 : 0))
  expect(rejects.map(({ text, length, truncated }) => ({ text: Buffer.from(text).length, length, truncated }))).toEqual(
    [
      { text: KEPT - 1, length: chars[0]! * width, truncated: false },
      { text: KEPT, length: chars[1]! * width, truncated: false },
      { text: KEPT, length: chars[2]! * width, truncated: true },
    ],
  )
})

test('windows-1252 is what PostgreSQL makes of it', async () => {
  await using server = await testServer()
  const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte > 0x20)
  const lines = bytes.map((byte) => Buffer.from([...Buffer.from(`${byte},"a`), byte, ...(byte === 0x22 ? [byte] : []), 0x22, 0x0a])) // prettier-ignore
  const { rows, rejects } = await loadJobs(server, Buffer.concat(lines), { encoding: 'windows-1252' })
  expect(rejects.map(({ line, problems }) => [bytes[line - 1], problems[0]?.code])).toEqual(
    [0x81, 0x8d, 0x8f, 0x90, 0x9d].map((byte) => [byte, 'bad_encoding']),
  )
  const [{ all } = { all: '' }] = await server.database.sql<{ all: string }>(
    `SELECT string_agg(convert_from('a' || set_byte('\\x00', 0, id), 'WIN1252'), '' ORDER BY id) AS all FROM jobs`,
  )
  expect(rows.map(([, job]) => job).join('')).toBe(all)
})

test('the columns may be told, and a column of the file passed over', async () => {
  await using server = await testServer()
  await parents(server.database)
  const csv =
    'emp,full name,shoe size,hired,dept,job\n1,Ann,39,2021-01-01T00:00:00Z,1,2\n2,Bo,,2021-01-01T00:00:00Z,9,2\n'
  const columns = ['id', 'name', '-', 'datetime', 'department_id', 'job_id']
  const result = await server.rollcall.load('hired_employees', [csv], { columns })
  expect(result).toMatchObject({ read: 2, inserted: 1, rejected: 1, header: true, columns })
  const error = await failure(server.rollcall.load('hired_employees', [csv], { columns: columns.slice(1) }))
  expect([error.code, error.message]).toEqual([
    'invalid_input',
    expect.stringContaining('columns lacks id; expected each of'),
  ])
})

test('wrong columns are refused by the server too', async () => {
  await using server = await testServer()
  const id = crypto.randomUUID()
  const error = await failure(
    server.rollcall.loads.start({ id, upload: id, table: 'jobs', columns: ['id', 'id', 'job'] }),
  )
  expect(error).toMatchObject({ code: 'invalid_input' })
  expect(JSON.stringify([error.message, error.issues])).toContain('names id twice')
})

test('what is no CSV file is told as such, and nothing of it is kept or rejected line by line', async () => {
  await using server = await testServer()
  const refused = async (...bytes: Uint8Array[]) => {
    const { code, message, task } = await failure(server.rollcall.load('jobs', bytes))
    return [code, message, task?.kind === 'load' ? task.result?.rejected : null]
  }
  expect(await refused(Buffer.from('PK\x03\x04\x14\0'))).toEqual([
    'unsupported',
    'The file is no CSV file: it is a zip archive or an Excel workbook. Nothing was loaded. Save the sheet as CSV, or unpack it.',
    0,
  ])
  expect(await refused(Buffer.from('Obj\x01'))).toMatchObject([
    'unsupported',
    expect.stringContaining('an Avro file'),
    0,
  ])
  expect(await refused(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).toMatchObject([
    'unsupported',
    expect.stringContaining('a PNG picture'),
    0,
  ])
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => (at * at * 7919) % 251)
  expect(await refused(bytes)).toMatchObject(['unsupported', expect.stringContaining('no text'), 0])
  const packed = gzipSync(Array.from({ length: 20_000 }, (_, id) => `${id},Job ${id}\n`).join(''))
  expect(await refused(packed.subarray(0, -4))).toMatchObject([
    'damaged',
    expect.stringContaining('unexpected end of file'),
    expect.anything(),
  ])
  const bomb = gzipSync(Buffer.alloc(32 << 20, '\n'))
  expect(await refused(bomb, bomb, bomb)).toMatchObject([
    'too_large',
    expect.stringContaining('more than 250 times its size'),
    expect.anything(),
  ])
  expect(await server.database.sql('SELECT FROM jobs')).toEqual([])
})

test('a million columns in one line are one reject', async () => {
  await using server = await testServer()
  const { rejects, rows } = await loadJobs(server, `1,a\n${'x,'.repeat(500_000)}\n${'"",'.repeat(300_000)}\n2,b\n`)
  expect(rejects.map(({ line, problems }) => [line, problems[0]?.message])).toEqual([
    [2, 'has 500001 columns; expected 2: id, job'],
    [3, 'has 300001 columns; expected 2: id, job'],
  ])
  expect(rows).toHaveLength(2)
})

test('a line of 100 MB and a quote that is never closed cost their lines and no memory', async () => {
  await using server = await testServer()
  using memory = peakMemory()
  function* parts(): Generator<string | Uint8Array> {
    yield '1,a\n2,"never closed\n'
    const long = Buffer.alloc(1 << 20, 'x')
    for (let part = 0; part < 100; part++) yield long
    yield '\n'
    for (let id = 10; id < 50_010; id += 10_000) {
      yield Array.from({ length: 10_000 }, (_, row) => `${id + row},Job\n`).join('')
    }
  }
  const result = await server.rollcall.load('jobs', parts())
  // The server and the client, with its pieces of 4 MiB, are both in this process.
  expect(memory.bytes).toBeLessThan(80 << 20)
  expect(result).toMatchObject({ read: 50_003, inserted: 50_001, rejected: 2 })
  const rejects = await rejectsOf(server.rollcall, result.id)
  expect(rejects.map(({ line, length, problems }) => [line, length, problems[0]?.code])).toEqual([
    [2, 15, 'bad_quote'],
    [3, 100 << 20, 'line_too_long'],
  ])
})

test('files of line ends only, with CR for a line end, or packed with nothing in them are read', async () => {
  await using server = await testServer()
  const load = async (bytes: string | Uint8Array) => (await loadJobs(server, bytes)).result
  expect(await load('\n\r\n'.repeat(10_000))).toMatchObject({ read: 0, emptyLines: 20_000 })
  expect(await load('id,job\r1,a\r2,b')).toMatchObject({ read: 2, inserted: 2, header: true })
  expect(await load(gzipSync('id,job\n'))).toMatchObject({ read: 0, header: true })
  expect(await load(gzipSync(''))).toMatchObject({ read: 0, emptyLines: 0 })
})

test('the command line tells what was decided and what to try, and refuses a folder and wrong columns', async () => {
  await using server = await testServer()
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-cli-'))
  try {
    const file = join(folder, 'jobs.csv')
    const load = (...options: string[]) => rollcallCli(server.url, 'load', 'jobs', file, ...options)
    await writeFile(file, 'No.;Title;Since\n1;Köchin;x\n', 'latin1')
    expect((await load('--dry-run')).stdout).toContain("\nLines look separated by ';': try --delimiter ';'.\n")
    const wrong = await load('--columns', 'id,title,-')
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--columns has "title"') })
    const { stdout, code } = await load('--columns', 'id,job,-', '--delimiter', ';', '--encoding', 'windows-1252')
    expect(stdout).toContain('First line taken as a header: id, job, - (passed over).')
    expect(stdout).toContain("Cells separated by ';'.\nRead as windows-1252.\n")
    expect(code).toBe(0)
    await writeFile(file, `id,job\n2,${'x'.repeat(70_000)}\n`)
    const document = await load('--json')
    expect(document.stderr).toContain('First line taken as a header: id, job.\n')
    const id = (document.json as { id: string }).id
    const saved = await rollcallCli(server.url, 'rejects', id, '-o', join(folder, 'fix.csv'))
    expect(saved.stderr).toContain('Of 1 very long line only the beginning was kept.')
    expect(await rollcallCli(server.url, 'load', 'jobs', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is a folder'),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
