import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { KEPT_BYTES } from './csv-record.js'
import { memoryInUse } from './testing/memory-in-use.js'
import { proofRuns } from './testing/proof-runs.js'
import { inChunks, splitAll, type SplitRecord } from './testing/split-all.js'

const split = (text: string): SplitRecord[] => splitAll([Buffer.from(text)]).records
const cellsOf = (text: string): string[][] => split(text).map(({ cells }) => cells)

describe('records and cells', () => {
  test('LF, CRLF, CR and the end of the input all end a record', () => {
    expect(cellsOf('1,a\n2,b\r\n3,c\r4,d')).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
      ['4', 'd'],
    ])
  })

  test('empty cells are cells, also before the end of the input', () => {
    expect(cellsOf(',\n,,')).toEqual([
      ['', ''],
      ['', '', ''],
    ])
  })

  test('a byte order mark is dropped and counts in the offset', () => {
    expect(split('\ufeff1,a')).toMatchObject([{ cells: ['1', 'a'], offset: 3, line: 1 }])
  })

  test('a byte order mark further on is text', () => {
    expect(cellsOf('1\n\ufeff2')).toEqual([['1'], [Buffer.from('\ufeff2').toString('latin1')]])
  })

  test('an input of nothing, or of a byte order mark alone, has no records', () => {
    expect(split('')).toEqual([])
    expect(split('\ufeff')).toEqual([])
  })

  test('an input of less than a byte order mark is text', () => {
    expect(splitAll([Buffer.from([0xef, 0xbb])]).records).toMatchObject([{ text: '\xef\xbb' }])
  })

  test('empty lines are counted and are no records, and their lines count', () => {
    const { records, emptyLines } = splitAll([Buffer.from('\n\r\n1\n\r\r2\n\n')])
    expect(records).toMatchObject([
      { text: '1', line: 3 },
      { text: '2', line: 6 },
    ])
    expect(emptyLines).toBe(5)
  })

  test('another delimiter leaves the comma to the text', () => {
    const { records } = splitAll([Buffer.from('1,5|"a|b"')], { delimiter: 0x7c })
    expect(records).toMatchObject([{ cells: ['1,5', 'a|b'] }])
  })
})

describe('quotes', () => {
  test('delimiters, doubled quotes and line ends inside quotes belong to the cell', () => {
    expect(cellsOf('1,"a,""b""\r\nc"\n')).toEqual([['1', 'a,"b"\r\nc']])
  })

  test('the record after a cell over several lines knows its physical line', () => {
    expect(split('"a\nb\r\nc\rd"\nx')).toMatchObject([{ line: 1 }, { line: 5, text: 'x' }])
  })

  test('a quoted cell may be empty', () => {
    expect(cellsOf('"",""\n""')).toEqual([['', ''], ['']])
  })

  test.each([
    ['1,a"b\n2', 'has a quote inside cell 2;'],
    ['1, "a"\n2', 'has a quote inside cell 2;'],
    ['"a"b,1\n2', 'has text after the closing quote of cell 1;'],
    ['1,2,"a\n2', 'has a quote in cell 3 that is not closed;'],
  ])('%j is a bad quote, and only its first line is lost', (text, message) => {
    const [bad, good] = split(text)
    expect(bad).toMatchObject({ fault: 'bad_quote', text: text.split('\n')[0], line: 1, cells: [] })
    expect(bad?.message).toContain(message)
    expect(good).toMatchObject({ text: '2', cells: ['2'], line: 2, fault: undefined })
  })

  test('an unclosed quote in a long file costs one line', () => {
    const text = `1,"open\n${'2,good\n'.repeat(200_000)}`
    const { records } = splitAll(inChunks(Buffer.from(text), [65_536]))
    expect(records.filter(({ fault }) => fault)).toMatchObject([{ line: 1, text: '1,"open' }])
    expect(records).toHaveLength(200_001)
    expect(records.at(-1)).toMatchObject({ line: 200_001, cells: ['2', 'good'] })
  })

  test('many unclosed quotes cost their lines, and no time beyond one look at the longest record each', () => {
    // Within the quotes of the first line the others go on; by itself each of them is a fault.
    const block = Buffer.from(`1,"open\n${'""x""\n'.repeat(150_000)}`)
    const began = performance.now()
    const { records } = splitAll([block, block, block])
    expect(records).toHaveLength(3 * 150_001)
    expect(records.every(({ fault }) => fault === 'bad_quote')).toBe(true)
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('an unclosed quote that meets another one costs one line', () => {
    expect(split('1,"open\n2,b\n3,"c"\n4,d')).toMatchObject([
      { fault: 'bad_quote', text: '1,"open' },
      { cells: ['2', 'b'] },
      { cells: ['3', 'c'], line: 3 },
      { cells: ['4', 'd'] },
    ])
  })
})

describe('limits', () => {
  test('a record of exactly the longest length is good, one byte more is too long', () => {
    const { records } = splitAll([Buffer.from('12345\n123456\n"2345\n"23\r5"')], { maxRecordBytes: 5 })
    expect(records.map(({ text, fault }) => [text, fault])).toEqual([
      ['12345', undefined],
      ['123456', 'line_too_long'],
      ['"2345', 'bad_quote'],
      ['"23', 'bad_quote'],
      ['5"', 'bad_quote'],
    ])
  })

  test('of a line that is too long the beginning and the length are kept', () => {
    const long = 'x'.repeat(3_000_000)
    const { records } = splitAll(inChunks(Buffer.from(`1\n${long}\r\n2`), [10_000]))
    expect(records).toMatchObject([
      { text: '1' },
      { fault: 'line_too_long', length: 3_000_000, offset: 2, line: 2, text: 'x'.repeat(KEPT_BYTES) },
      { text: '2', offset: 3_000_004, line: 3 },
    ])
  })

  test('cells beyond the kept ones are counted', () => {
    const { records } = splitAll([Buffer.from(',"a"'.repeat(100_000))], { keptCells: 3 })
    expect(records).toMatchObject([{ cellCount: 100_001, cells: ['', 'a', 'a'] }])
  })

  test('small chunks of a long record cost no more than large ones', () => {
    const long = Buffer.from(`"${'x\n'.repeat(400_000)}"`)
    expect(splitAll(inChunks(long, [7])).records).toMatchObject([{ length: 800_002 }])
  })

  test('memory stays small over a line without an end', () => {
    const chunk = Buffer.alloc(1 << 20, 'x')
    const before = memoryInUse().arrayBuffers
    let most = 0
    const { records } = splitAll(endless(chunk, 40, () => (most = Math.max(most, memoryInUse().arrayBuffers))))
    expect(records).toMatchObject([{ length: 40 << 20 }])
    expect(most - before).toBeLessThan(32 << 20)
  })
})

describe('proofs', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
  const csvLike = fc
    .array(fc.constantFrom('"', '"', ',', ',', '\n', '\r', '\r\n', 'a', 'bc', 'é', '\ufeff', '""', '\n"', '",'), {
      maxLength: 60,
    })
    .map((parts) => Buffer.from(parts.join('')))
  const garbage = fc.oneof(
    csvLike,
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  )

  test('well-formed files are split as csv-parse splits them, at every chunk boundary', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '李', ' ', ',', '"', '\n', '\r', '\r\n', '0'), { maxLength: 6 })
    const cell = text.map((parts) => parts.join(''))
    const row = fc.array(cell, { minLength: 1, maxLength: 4 }).filter((cells) => cells.length > 1 || cells[0] !== '')
    const file = fc.tuple(fc.array(row, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
    fc.assert(
      fc.property(file, fc.boolean(), ([rows, lineEnd, last], quoteAll) => {
        const csv = rows.map((cells) => cells.map((cell) => quoted(cell, quoteAll)).join(',')).join(lineEnd)
        const input = Buffer.from(csv + (last && rows.length > 0 ? lineEnd : ''))
        const expected = parse(input, { record_delimiter: lineEnd, relax_column_count: true })
        for (let size = 1; size <= input.length; size++) {
          const { records } = splitAll(inChunks(input, [size]))
          const cells = records.map((record) => record.cells.map((cell) => Buffer.from(cell, 'latin1').toString()))
          expect(cells).toEqual(expected)
          expect(records.every(({ fault }) => fault === undefined)).toBe(true)
        }
      }),
      proofRuns(60),
    )
  })

  test('the sizes of the chunks change nothing', () => {
    const limits = fc.constantFrom(1, 3, 10, 1000)
    fc.assert(
      fc.property(garbage, sizes, limits, (input, chunks, maxRecordBytes) => {
        const whole = splitAll([input], { maxRecordBytes })
        expect(splitAll(inChunks(input, chunks), { maxRecordBytes })).toEqual(whole)
        expect(splitAll(inChunks(input, [1]), { maxRecordBytes })).toEqual(whole)
      }),
      proofRuns(800),
    )
  })

  test('records and what stands between them make up the input, and that is only line ends', () => {
    fc.assert(
      fc.property(garbage, sizes, fc.constantFrom(2, 8, 1000), (input, chunks, maxRecordBytes) => {
        const all = input.toString('latin1')
        let at = all.startsWith('\xef\xbb\xbf') ? 3 : 0
        const { records, emptyLines } = splitAll(inChunks(input, chunks), { maxRecordBytes })
        let between = 0
        for (const { offset, length, text, line } of records) {
          between += lineEnds(all.slice(at, offset))
          expect(all.slice(at, offset)).toMatch(/^[\r\n]*$/)
          expect(all.slice(offset, offset + length)).toBe(text)
          expect(line).toBe(1 + lineEnds(all.slice(0, offset)))
          at = offset + length
        }
        expect(all.slice(at)).toMatch(/^[\r\n]*$/)
        between += lineEnds(all.slice(at))
        const unended = records.length > 0 && at === all.length ? 1 : 0
        expect(emptyLines).toBe(between - records.length + unended)
      }),
      proofRuns(800),
    )
  })

  test('long faulty lines between short ones are told apart, wherever they stand', () => {
    const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 65_530, max: 65_540 })), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 70_000 }), sizes, (faulty, good, chunks) => {
        const lines = faulty.flatMap((length) => ['good\n'.repeat(good).slice(0, -1), `a"${'x'.repeat(length)}`])
        const input = Buffer.from([...lines, 'last'].join('\n'))
        const { records } = splitAll(inChunks(input, chunks.map((size) => size * 3000))) // prettier-ignore
        const bad = records.filter(({ fault }) => fault)
        expect(bad.map(({ length, line }) => [length, line])).toEqual(
          faulty.map((length, index) => [length + 2, (index + 1) * (good + 1)]),
        )
        expect(bad.every(({ text, length }) => text.length === Math.min(length, KEPT_BYTES))).toBe(true)
        expect(records).toHaveLength(faulty.length * (good + 1) + 1)
        expect(records.at(-1)?.text).toBe('last')
      }),
      proofRuns(8),
    )
  })

  test('a faulty record is one physical line', () => {
    fc.assert(
      fc.property(csvLike, (input) => {
        for (const { fault, text } of splitAll([input]).records) if (fault) expect(text).not.toMatch(/[\r\n]/)
      }),
      proofRuns(500),
    )
  })
})

function quoted(cell: string, always: boolean): string {
  return always || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

function* endless(chunk: Buffer, times: number, each: () => void): Generator<Buffer, void, undefined> {
  for (let turn = 0; turn < times; turn++) {
    yield chunk
    each()
  }
}
