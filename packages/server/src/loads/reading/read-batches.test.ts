import { tables } from '@rollcall/tables'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderError } from './header-error.js'
import { rejectOf } from './reject.js'
import { instant, spoiledInstant } from './testing/instant.js'
import { proofRuns } from './testing/proof-runs.js'
import { readAll, shortReject } from './testing/read-all.js'
import { inChunks } from './testing/split-all.js'
import { padded, weirdCell } from './testing/weird-cell.js'

const EXAMPLE = '1,Ann,2021-11-07T02:48:42Z,2,96'
const read = (text: string | Buffer, options: Parameters<typeof readAll>[1] = {}) =>
  readAll([Buffer.from(text)], options)
const rejectsOf = async (text: string | Buffer, options: Parameters<typeof readAll>[1] = {}) =>
  (await read(text, options)).batches.flatMap(({ rejects }) => rejects)

describe('rows', () => {
  test('a good row has its key, its parents and its tuple', async () => {
    const tuples: string[] = []
    const { batches } = await readAll([Buffer.from(`${EXAMPLE}\n`)], {}, (batch) =>
      tuples.push(batch.tuple(0).toString('hex')),
    )
    expect(batches).toHaveLength(1)
    expect(batches[0]).toMatchObject({ read: 1, count: 1, accepted: 1, rejects: [], bytesRead: 32 })
    expect([...batches[0]!.ids]).toEqual([1])
    expect(batches[0]!.parents).toEqual([
      { column: 'department_id', references: 'departments', ids: Int32Array.of(2) },
      { column: 'job_id', references: 'jobs', ids: Int32Array.of(96) },
    ])
    expect(tuples).toEqual([
      '0005' +
        '0000000400000001' +
        '00000003416e6e' +
        '0000000800027328aecd5680' +
        '0000000400000002' +
        '0000000400000060',
    ])
    expect(batches[0]!.encoded.toString('hex')).toBe(tuples[0])
  })

  test('all that is wrong with a row is told, in column order', async () => {
    const rejects = await rejectsOf('x,,2021-13-01,,1\n')
    expect(rejects.map(shortReject)).toEqual([
      [
        1,
        'x,,2021-13-01,,1',
        'id: bad_integer',
        'name: missing_value',
        'datetime: bad_timestamp',
        'department_id: missing_value',
      ],
    ])
    expect(rejects[0]?.problems[0]?.message).toMatch(/^is "x"; expected a whole number/)
  })

  test('a row with another number of columns is told both numbers', async () => {
    const rejects = await rejectsOf('1,Ann\n1,2,3,4,5,6\n')
    expect(rejects.map(({ problems }) => problems)).toEqual([
      [
        {
          column: null,
          code: 'too_few_columns',
          message: 'has 2 columns; expected 5: id, name, datetime, department_id, job_id',
        },
      ],
      [
        {
          column: null,
          code: 'too_many_columns',
          message: 'has 6 columns; expected 5: id, name, datetime, department_id, job_id',
        },
      ],
    ])
  })

  test('a bad quote is told, and the next row is good', async () => {
    const { batches } = await read(`1,"Ann" Lee,2021-11-07T02:48:42Z,2,96\n${EXAMPLE}`)
    expect(batches[0]!.rejects.map(shortReject)).toEqual([
      [1, '1,"Ann" Lee,2021-11-07T02:48:42Z,2,96', 'null: bad_quote'],
    ])
    expect(batches[0]!.count).toBe(1)
  })

  test('bytes that are not UTF-8 are named, and kept as they came', async () => {
    const [reject] = await rejectsOf(Buffer.from('1,Jos\xe9,2021-11-07T02:48:42Z,2,96', 'latin1'))
    expect(reject?.problems).toEqual([
      {
        column: 'name',
        code: 'bad_encoding',
        message: 'has the byte 0xe9 at position 4, which is not UTF-8; expected the file to be saved as UTF-8',
      },
    ])
    expect(reject?.text.toString('latin1')).toContain('Jos\xe9')
  })

  test('a row with another number of columns that is no UTF-8 is told both', async () => {
    const rejects = await rejectsOf(Buffer.from('1,Jos\xe9,3', 'latin1'))
    expect(rejects[0]?.problems.map(({ code }) => code)).toEqual(['too_few_columns', 'bad_encoding'])
  })

  test('doubled quotes in a cell are single ones in its value', async () => {
    const { batches } = await read('1,"Ann ""A"", Lee",2021-11-07T02:48:42Z,2,96')
    expect(batches[0]!.encoded.toString('latin1')).toContain('Ann "A", Lee')
  })

  test('of a reject with a long text the first 64 KiB are kept', async () => {
    const [reject] = await rejectsOf(`1,${'x'.repeat(100_000)}`)
    expect(reject).toMatchObject({ length: 100_002 })
    expect(reject?.text).toHaveLength(65_536)
  })

  test('a text of many bytes within the limit is good, one more character is too long', async () => {
    const [good, long] = [255, 256].map((times) => `1,${'😀'.repeat(times)},2021-11-07T02:48:42Z,2,96`)
    const { batches } = await read(`${good}\n${long}`)
    expect(batches[0]!.count).toBe(1)
    expect(batches[0]!.rejects.map(({ problems }) => problems[0]?.code)).toEqual(['too_long'])
  })
})

describe('the header', () => {
  test('it is known by its names, in any order and case', async () => {
    const { batches, reading } = await read(
      'JOB_ID, Name ,"id",datetime,department_id\n96,Ann,1,2021-11-07T02:48:42Z,2\n',
    )
    expect(reading.layout).toMatchObject({
      header: true,
      columns: ['job_id', 'name', 'id', 'datetime', 'department_id'],
    })
    expect(batches[0]).toMatchObject({ read: 1, count: 1 })
    expect(batches[0]!.encoded).toEqual((await read(EXAMPLE)).batches[0]!.encoded)
  })

  test('without one the columns are in the order of the table', async () => {
    const { reading } = await read(EXAMPLE)
    expect(reading.layout).toEqual({
      header: false,
      columns: ['id', 'name', 'datetime', 'department_id', 'job_id'],
      delimiter: ',',
      encoding: 'utf-8',
      hint: null,
    })
  })

  test.each([
    'id,name,datetime,department_id',
    'id,id,name,datetime,department_id',
    'id,name,datetime,department_id,job',
  ])('%j is a row, not a header', async (line) => {
    expect((await rejectsOf(line)).map((reject) => reject.line)).toEqual([1])
  })

  test('a header that is asked for must be there, and the message shows both', async () => {
    await expect(read(EXAMPLE, { header: 'yes' })).rejects.toThrow(HeaderError)
    await expect(read('a,b', { header: 'yes', table: tables.jobs })).rejects.toThrow(
      'the first line is "a,b"; expected a header with the columns id, job, in any order',
    )
    await expect(read('', { header: 'yes', table: tables.jobs })).rejects.toThrow('the first line is missing; expected')
  })

  test('with "no" the names are a row like any other', async () => {
    expect((await rejectsOf('id,job\n', { header: 'no', table: tables.jobs })).map(shortReject)).toEqual([
      [1, 'id,job', 'id: bad_integer'],
    ])
  })

  test('an empty file has no batches, and the layout of the table', async () => {
    const { batches, reading } = await read('\n\n')
    expect([batches, reading.emptyLines, reading.layout?.header]).toEqual([[], 2, false])
  })
})

describe('rows that are spelled plainly', () => {
  const nearly = (good: fc.Arbitrary<string>) =>
    fc.oneof(
      { weight: 5, arbitrary: good.map((text) => Buffer.from(text)) },
      { weight: 1, arbitrary: fc.oneof(padded(good), weirdCell).map(withoutMarks) },
    )
  const integer = nearly(fc.oneof(fc.integer().map(String), fc.constantFrom('-0', '007', '2147483648', '12345678901')))
  const name = nearly(fc.constantFrom('Ann', 'José', 'a', ' ', 'é', '\u00a0', 'あ b', 'x'.repeat(255), 'é'.repeat(255)))
  const time = nearly(
    fc.oneof(
      { weight: 3, arbitrary: instant },
      { weight: 1, arbitrary: spoiledInstant },
      fc.constantFrom(
        '2021-11-07T02:48:42Z',
        '1700-02-28 23:59:59Z',
        '2300-12-31T23:59:59.999999Z',
        '2024-02-29T00:00:00+14:00',
        '2023-02-29T00:00:00Z',
        '0001-01-01T00:00:00Z',
        '9999-12-31T23:59:59Z',
        '0000-12-31T23:59:59Z',
        '2021-11-07T24:00:00Z',
      ),
    ),
  )
  const maybeQuoted = (cell: fc.Arbitrary<Buffer>) =>
    fc.oneof(
      { weight: 3, arbitrary: cell },
      { weight: 1, arbitrary: fc.tuple(cell, fc.constantFrom('', ',', ' ', '""', '\t', '\n')).map(quoted) },
    )
  const row = fc.tuple(...[integer, name, time, integer, integer].map(maybeQuoted))
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

  test('are read as any others, wherever the chunks end', async () => {
    // Rows are looked at as plain only where the columns stand in the table's order.
    const order = [4, 1, 0, 3, 2]
    const names = Object.keys(tables.hiredEmployees.columns)
    const csv = (rows: Buffer[][], end: string) =>
      Buffer.concat(rows.flatMap((cells) => [joined(cells), Buffer.from(end)]))
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        lineEnd,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
        async (rows, end, sizes) => {
          const all = [names.map((column) => Buffer.from(column)), ...rows]
          const others = all.map((cells) => order.map((column) => cells[column]!))
          const plain = await readAll(inChunks(csv(all, end), sizes), { header: 'yes', batchRows: 5 })
          const turned = await readAll(inChunks(csv(others, end), sizes), { header: 'yes', batchRows: 5 })
          expect(Buffer.concat(plain.batches.map(({ encoded }) => encoded))).toEqual(
            Buffer.concat(turned.batches.map(({ encoded }) => encoded)),
          )
          const told = ({ batches }: typeof plain) =>
            batches.flatMap(({ rejects }) => rejects.map(({ line, problems }) => ({ line, problems })))
          expect(told(plain)).toEqual(told(turned))
          const keys = ({ batches }: typeof plain) =>
            batches.map(({ ids, parents }) => [[...ids], parents.map((parent) => [...parent.ids])])
          expect(keys(plain)).toEqual(keys(turned))
        },
      ),
      proofRuns(250),
    )
  })

  test.each([
    '2021-13-01T00:00:00Z',
    '2021-00-01T00:00:00Z',
    '2021-02-29T00:00:00Z',
    '2021-04-31T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2021-01-00T00:00:00Z',
    '2021-01-01T24:00:00Z',
    '2021-01-01T00:60:00Z',
    '2021-01-01T00:00:60Z',
    '2021-01-01T00:00:00+16:00',
    '2021-01-01T00:00:00+01:60',
    '2021-01-01T00:00:00',
    '2021-01-01T00:00:00.1234567Z',
    '2021-01-01T00:00:00.Z',
    '0001-01-01T00:00:00+00:01',
    '2021/01/01T00:00:00Z',
    '9999-12-31T23:59:59-00:01',
    '0000-12-31T23:59:59Z',
    '2021-01-01t00:00:00Z',
    '2021-01-01T00-00-00Z',
  ])('have no timestamp such as %s', async (cell) => {
    expect((await rejectsOf(`${EXAMPLE}\n1,Ann,${cell},2,3\n`)).map(shortReject)).toEqual([
      [2, `1,Ann,${cell},2,3`, 'datetime: bad_timestamp'],
    ])
  })

  test.each(['c080', 'c1bf', 'e09fbf', 'eda080', 'f08fbfbf', 'f4908080', 'f5808080', '80', 'c3', 'e281', 'c328'])(
    'have no text with the bytes %s, which are no UTF-8',
    async (bytes) => {
      const line = Buffer.concat([
        Buffer.from(`${EXAMPLE}\n1,Ann`),
        Buffer.from(bytes, 'hex'),
        Buffer.from(',2021-01-01T00:00:00Z,2,3\n'),
      ])
      expect((await rejectsOf(line)).map(({ problems }) => problems.map(({ code }) => code))).toEqual([
        ['bad_encoding'],
      ])
    },
  )

  test('are read as well as any others where the buffer is full', async () => {
    const lines = Array.from({ length: 40_000 }, (_, number) => EXAMPLE.replace('1', String(number)))
    const seen: [line: number, text: string][] = []
    const { batches } = await readAll(inChunks(Buffer.from(lines.join('\r\n')), [65_537, 1, 100_003]), {}, (batch) => {
      for (let row = 0; row < batch.count; row++) {
        const { line, text } = rejectOf(batch.textOf(row), [])
        seen.push([line, text.toString()])
      }
    })
    expect(batches.flatMap(({ ids }) => [...ids])).toEqual(lines.map((_, number) => number))
    expect(seen).toEqual(lines.map((text, number) => [number + 1, text]))
  })
})

function joined(cells: Buffer[]): Buffer {
  return Buffer.concat(cells.flatMap((cell, index) => (index === 0 ? [cell] : [Buffer.from(','), cell])))
}

function quoted([cell, more]: [Buffer, string]): Buffer {
  return Buffer.concat([Buffer.from('"'), cell, Buffer.from(`${more}"`)])
}

function withoutMarks(cell: Buffer): Buffer {
  return Buffer.from(cell.filter((byte) => !',"\r\n'.includes(String.fromCharCode(byte))))
}

describe('columns that are told', () => {
  const columns = ['-', 'job', 'id', '-']
  const jobs = { table: tables.jobs, columns }

  test('they are found by place, and those that are passed over may hold anything', async () => {
    const { batches, reading } = await read(Buffer.from('\xff,Cook,1,\n,Chef,2,x\n', 'latin1'), jobs)
    expect(reading.layout).toMatchObject({ header: false, columns })
    expect(batches[0]!.encoded).toEqual((await read('1,Cook\n2,Chef', { table: tables.jobs })).batches[0]!.encoded)
  })

  test('another number of cells is told with all columns', async () => {
    const [reject] = await rejectsOf('1,Cook\n', jobs)
    expect(reject?.problems[0]?.message).toBe('has 2 columns; expected 4: -, job, id, -')
  })

  test.each([
    ['job,job,id,x', 'auto', true],
    ['No.,Title,Number,What', 'auto', true],
    ['1,Cook,1,x', 'auto', false],
    ['x,Cook,l0,x', 'auto', false],
    ['x,Cook,,x', 'auto', false],
    ['x,Cook,one', 'auto', false],
    ['x,"Cook,id,x', 'auto', false],
    ['1,Cook,1,x', 'yes', true],
    ['x,job,id,x', 'no', false],
  ] as const)('a first line %j is a header where --header is %s: %s', async (line, header, isHeader) => {
    const { reading } = await read(`${line}\n1,Chef,2,x\n`, { ...jobs, header })
    expect(reading.layout).toMatchObject({ header: isHeader, columns })
  })

  test('no header is missed in a file of nothing', async () => {
    expect((await read('', { ...jobs, header: 'yes' })).reading.layout).toMatchObject({ header: false, columns })
  })
})

describe('a rejects file', () => {
  const header = 'reject_line,reject_problems,id,job\n'

  test('its reasons are passed over, and the other columns found by name', async () => {
    const text = 'Reject_Line,"reject_problems",job,-,ID\n7,"a, ""b""",Cook,x,1\n'
    const { batches, reading } = await read(text, { table: tables.jobs })
    expect(reading.layout).toMatchObject({ header: true, columns: ['-', '-', 'job', '-', 'id'] })
    expect(batches[0]).toMatchObject({ count: 1, rejects: [] })
  })

  test.each([',', ';', '|', '\t'] as const)('it tells its own delimiter %j', async (delimiter) => {
    for (const mark of ['', '\ufeff', '\n\r\n']) {
      const text = `${mark}${header}7,x,1,Cook\n`.replaceAll(',', delimiter)
      for (const size of [1, 5, 1000]) {
        const { batches, reading } = await readAll(inChunks(Buffer.from(text), [size]), { table: tables.jobs })
        expect(reading.layout).toMatchObject({ header: true, delimiter })
        expect(batches[0]).toMatchObject({ count: 1, rejects: [] })
      }
    }
  })

  test('its header tells more than columns that are told', async () => {
    const { reading } = await read(header, { table: tables.jobs, columns: ['job', 'id'] })
    expect(reading.layout).toMatchObject({ header: true, columns: ['-', '-', 'id', 'job'] })
  })

  test('that of another table is none, and neither is one where there is no header', async () => {
    expect((await read(header, { table: tables.departments })).reading.layout.header).toBe(false)
    expect((await read(header, { table: tables.jobs, header: 'no' })).reading.layout.header).toBe(false)
  })

  test('a line that is rejected again is told with its line in this file', async () => {
    const rejects = await rejectsOf(`${header}70,x,1,Cook\n71,y,z,Chef\n`, { table: tables.jobs })
    expect(rejects.map(shortReject)).toEqual([[3, '71,y,z,Chef', 'id: bad_integer']])
  })
})

describe('what to try', () => {
  const hintOf = async (text: string | Buffer, options: Parameters<typeof readAll>[1] = {}) =>
    (await read(text, { table: tables.jobs, ...options })).reading.layout.hint

  test.each([
    ['id;job\n1;Cook\n2;Chef\n', "lines look separated by ';': try --delimiter ';'"],
    ['1\tCook\n2\tChef\n', 'lines look separated by tabs: try --delimiter tab'],
    [`1,a\n${'1|Cook\n'.repeat(20)}`, "lines look separated by '|': try --delimiter '|'"],
  ])('%j has another delimiter', async (text, hint) => {
    expect(await hintOf(text)).toBe(hint)
  })

  test.each(['1,Cook; chef\n', '1\n2\n', '', '1,a\n2;b\n'])('%j has not', async (text) => {
    expect(await hintOf(text)).toBeNull()
  })

  test('lines that are no UTF-8 may be in another encoding', async () => {
    expect(await hintOf(Buffer.from('1,Jos\xe9\n2,Ren\xe9\n3,Ann', 'latin1'))).toBe(
      '2 lines are not UTF-8: if a Windows program wrote the file, try --encoding windows-1252',
    )
  })

  test('a header that must be there and is not may have another delimiter', async () => {
    await expect(read('id;job\n', { header: 'yes', table: tables.jobs })).rejects.toThrow("try --delimiter ';'")
  })
})

describe('batches', () => {
  test('a batch ends after its rows, and knows their text wherever the chunks ended', async () => {
    const lines = Array.from({ length: 25 }, (_, row) => EXAMPLE.replace('1', String(row)))
    const texts: string[] = []
    const { batches } = await readAll(inChunks(Buffer.from(lines.join('\n')), [10]), { batchRows: 10 }, (batch) => {
      for (let row = 0; row < batch.count; row++) texts.push(rejectOf(batch.textOf(row), []).text.toString())
    })
    expect(batches.map(({ read, ids }) => [read, ids[0]])).toEqual([
      [10, 0],
      [10, 10],
      [5, 20],
    ])
    expect(texts).toEqual(lines)
  })

  test('rows of a large batch can be rejected in any order', async () => {
    const lines = Array.from({ length: 20_000 }, (_, row) => EXAMPLE.replace('1', String(row)))
    const rows = [19_999, 0, 10_000, 9_999]
    const options = { batchRows: lines.length }
    const { batches } = await readAll([Buffer.from(lines.join('\n'))], options, (batch) => {
      const kept = lines.flatMap((_, row) => (rows.includes(row) ? [] : [batch.tuple(row)]))
      expect(rows.map((row) => batch.reject(row, []).text.toString())).toEqual(rows.map((row) => lines[row]))
      expect(Buffer.concat(batch.encoded()).equals(Buffer.concat(kept))).toBe(true)
    })
    expect(batches.map(({ accepted }) => accepted)).toEqual([19_996])
    expect(batches[0]!.rejects.map(({ line }) => line)).toEqual([1, 10_000, 10_001, 20_000])
  })

  test('long rows fill a batch before it has all its rows', async () => {
    const line = `1,${' '.repeat(1_000_000)}Ann,2021-11-07T02:48:42Z,2,96\n`
    const { batches } = await readAll(Array.from({ length: 10 }, () => Buffer.from(line)))
    expect(batches.map(({ count }) => count)).toEqual([5, 5])
  })

  test('every record is in exactly one batch, good or rejected, and each reject is as it came', async () => {
    const line = fc.oneof(
      fc.constant(EXAMPLE),
      fc.constantFrom(
        '2,"A\nB",2021-11-07T02:48:42Z,2,96',
        '3,é,2021-11-07 02:48:42.5+02:00,1,1',
        '',
        'x',
        '"',
        '4,a"b',
        '"a\nb"',
      ),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 4 }),
        async (lines, size, batchRows) => {
          const input = Buffer.from(lines.join('\n'), 'latin1')
          const { batches } = await readAll(inChunks(input, [size]), { batchRows, header: 'no' }, (batch) => {
            expect(batch.read).toBe(batch.count + batch.rejects.length)
            expect(Buffer.concat(Array.from({ length: batch.count }, (_, row) => batch.tuple(row)))).toEqual(
              Buffer.concat(batch.encoded()),
            )
            for (let row = 0; row < batch.count; row++) batch.reject(row, [])
            expect([batch.accepted, Buffer.concat(batch.encoded()).length]).toEqual([0, 0])
            for (const { offset, text, length, line: number } of batch.rejects) {
              expect(text).toEqual(input.subarray(offset, offset + length))
              expect(number).toBe(1 + (input.toString('latin1', 0, offset).match(/\r\n|\r|\n/g)?.length ?? 0))
            }
          })
          const all = batches.flatMap(({ rejects }) => rejects.map(({ offset }) => offset))
          expect(all).toEqual([...new Set(all)].sort((one, other) => one - other))
          const [whole] = (await readAll([input], { header: 'no' })).batches
          expect(batches.reduce((sum, { read: records }) => sum + records, 0)).toBe(whole?.read ?? 0)
        },
      ),
      proofRuns(300),
    )
  })

  test('an empty cell at the end of a line does not reach into the next one', async () => {
    const rejects = await rejectsOf(`${EXAMPLE}\n2,Ann,\n2021-11-07T02:48:42Z,2,96\n\n3\n`, { header: 'no' })
    expect(rejects.map(shortReject)).toEqual([
      [2, '2,Ann,', 'null: too_few_columns'],
      [3, '2021-11-07T02:48:42Z,2,96', 'null: too_few_columns'],
      [5, '3', 'null: too_few_columns'],
    ])
  })

  test('a line that lacks the cell that is passed over at its end is rejected wherever it stands', async () => {
    const options = { table: tables.departments, columns: ['id', 'department', '-'], header: 'no' } as const
    const rejects = await rejectsOf('1,A\n2,B\n3,C,x\n4,D\n', options)
    expect(rejects.map(shortReject)).toEqual([
      [1, '1,A', 'null: too_few_columns'],
      [2, '2,B', 'null: too_few_columns'],
      [4, '4,D', 'null: too_few_columns'],
    ])
  })

  test('how a line is judged does not depend on its place in a batch', async () => {
    const mostly = (good: string, ...others: string[]) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom('', ...others) })
    const id = mostly('1', '-5', '2147483648', ' 7', '"8"', 'x')
    const name = mostly('Ann', 'é', ' ', ' Bob', '"x"', '"', '\0')
    const time = mostly('2021-11-07T02:48:42Z', '2021-11-07 02:48:42.5+02:00', ' 2021-11-07T02:48:42Z', '"2021"')
    const end = fc.constantFrom('\n', '\r', '\r\n', '\n\n', ',', '\t', ';')
    const lines = (delimiter: string) => {
      const gap = fc.oneof(
        { weight: 12, arbitrary: fc.constant(delimiter) },
        { weight: 1, arbitrary: end.map((odd) => delimiter + odd) },
        { weight: 1, arbitrary: end },
      )
      const row = fc.tuple(id, gap, name, gap, time, gap, id, gap, id, end)
      return fc.array(
        row.map((parts) => parts.join('')),
        { maxLength: 12 },
      )
    }
    const file = fc
      .constantFrom(',', ';', '\t', '|')
      .chain((delimiter) => lines(delimiter).map((all) => ({ delimiter, input: Buffer.from(all.join('')) })))
    const inOrder = ['id', 'name', 'datetime', 'department_id', 'job_id']
    const told = fc.constantFrom(null, [...inOrder, '-'], ['-', ...inOrder], inOrder.toReversed())
    await fc.assert(
      fc.asyncProperty(file, told, async ({ delimiter, input }, columns) => {
        const judged = async (batchRows: number) => {
          const options = { batchRows, header: 'no', delimiter, columns } as Parameters<typeof readAll>[1]
          const { batches, reading } = await readAll([input], options)
          return {
            tuples: Buffer.concat(batches.map(({ encoded }) => encoded)).toString('hex'),
            rejects: batches.flatMap(({ rejects }) => rejects.map(shortReject)),
            read: batches.reduce((sum, { read: records }) => sum + records, 0),
            emptyLines: reading.emptyLines,
          }
        }
        expect(await judged(5000)).toEqual(await judged(1))
      }),
      proofRuns(500),
    )
  })
})
