import { describe, expect, it } from 'vitest'
import { readRecords, type Tally } from './read-records.js'

describe('the records of a CSV file', () => {
  it('are cells by line, whatever ends a line', async () => {
    const { records } = await read('1,a\n2,b\r\n3,c\r4,d')
    expect(records.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, '1', 'a'],
      [2, '2', 'b'],
      [3, '3', 'c'],
      [4, '4', 'd'],
    ])
  })

  it('may go over several lines in quotes, and the next one knows its line', async () => {
    const { records } = await read('1,"a\r\nb\nc, ""d"""\r\n2,e\n')
    expect(records.map(({ line, offset, cells }) => ({ line, offset, cells }))).toEqual([
      { line: 1, offset: 0, cells: ['1', 'a\r\nb\nc, "d"'] },
      { line: 4, offset: 19, cells: ['2', 'e'] },
    ])
  })

  it('keep their text as it came, without the line end', async () => {
    const { texts } = await read('1,"a\nb"\r\n\n 2 ,x\r\n3,y')
    expect(texts).toEqual(['1,"a\nb"', ' 2 ,x', '3,y'])
  })

  it('may have any number of cells', async () => {
    const { records } = await read('1\n1,2,3\n""\n')
    expect(records.map(({ cells }) => cells)).toEqual([['1'], ['1', '2', '3'], ['']])
  })

  it('stand between other delimiters too', async () => {
    const { records } = await read('1\ta,b\n', '\t')
    expect(records[0]?.cells).toEqual(['1', 'a,b'])
  })

  it('leave out empty lines, which are counted, and a byte order mark', async () => {
    const { records, tally } = await read('\ufeff\n1,a\r\n\r\n\n2,b\n\n')
    expect(records.map(({ line, offset }) => [line, offset])).toEqual([
      [2, 4],
      [5, 12],
    ])
    expect(tally.emptyLines).toBe(4)
  })

  it('are none in an empty file', async () => {
    expect((await read('')).records).toEqual([])
    expect((await read('\n\r\n')).tally.emptyLines).toBe(2)
  })
})

describe('a line that is no record', () => {
  it.each([
    ['a quote that is not closed', '2,"b', 'has a quote that is not closed; expected a closing quote'],
    ['text after a closing quote', '2,"b"c', /^has text after the closing quote/],
    ['a quote inside a cell', '2,b"c"', /^has a quote inside a cell/],
  ])('with %s is given alone, and reading goes on behind it', async (_, faulty, message) => {
    const { records, texts } = await read(`1,a\n${faulty}\r\n3,c\n4,d`)
    expect(texts).toEqual(['1,a', faulty, '3,c', '4,d'])
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4])
    expect(records[1]?.problem).toMatchObject({
      column: null,
      code: 'bad_quote',
      message: expect.stringMatching(message),
    })
    expect(records.filter(({ problem }) => problem)).toHaveLength(1)
  })

  it('is told when it is too long, and only its beginning is kept', async () => {
    const { records } = await read(`1,a\n2,${'x'.repeat(3_000_000)}\n3,c\n`)
    expect(records.map(({ line, offset, problem }) => [line, offset, problem?.code])).toEqual([
      [1, 0, undefined],
      [2, 4, 'line_too_long'],
      [3, 3_000_007, undefined],
    ])
    expect(records[1]?.bytes).toHaveLength(65_536)
  })

  it('does not take a long file with it when its quote is never closed', async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `${index},row ${index}`)
    const { records } = await read(`x,"open\n${rows.join('\n')}`)
    expect(records).toHaveLength(200_001)
    expect(records.at(-1)).toMatchObject({ line: 200_001, cells: ['199999', 'row 199999'] })
  })
})

it('reads the same from chunks of any size', async () => {
  const text = '\ufeffid,job\r\n\r\n1,"a\r\nb"\r2,"x"y\r\n3,é"\n4,"ü"\n\n"5","""",\n6,"open\r\n7,g\r'
  const whole = await read(text)
  for (const size of [1, 2, 3, 5, 7, 11]) {
    const { records, texts, tally } = await read(text, ',', size)
    expect(texts).toEqual(whole.texts)
    expect(records).toEqual(whole.records)
    expect(tally).toEqual(whole.tally)
  }
})

async function read(text: string, delimiter = ',', size = 64 * 1024) {
  const tally: Tally = { bytes: 0, emptyLines: 0 }
  const records = []
  for await (const record of readRecords(chunksOf(Buffer.from(text), size), { delimiter, tally })) records.push(record)
  return { records, tally, texts: records.map(({ bytes }) => bytes.toString()) }
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
