import type { LoadTask, Reject } from '@rollcall/sdk'
import { describe, expect, it } from 'vitest'
import { layoutOfLoad, rejectCsv } from './reject-csv.js'
import { rejectDocument } from './reject-document.js'
import { rejectSummary, rejectText } from './reject-text.js'

const reject: Reject = {
  line: 11,
  offset: 320,
  length: 14,
  problems: [
    { column: 'id', code: 'bad_integer', message: 'is "x"; expected a whole number' },
    { column: 'job', code: 'missing_value', message: 'is empty' },
  ],
  text: 'x, "as it came"',
  base64: null,
  truncated: false,
}

const load = {
  input: { table: 'jobs', delimiter: ',', encoding: 'utf-8' },
  result: { columns: ['id', 'job'] },
} as LoadTask

async function* several(...rejects: Reject[]): AsyncGenerator<Reject> {
  yield* rejects
}

async function gathered(parts: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const part of parts) chunks.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(chunks)
}

describe('the CSV file of rejects', () => {
  it('has the line and its problems first, then the line as it came', async () => {
    const csv = await gathered(rejectCsv(layoutOfLoad(load), several(reject)))
    expect(csv.toString()).toBe(
      'reject_line,reject_problems,id,job\n' +
        '11,"id: is ""x""; expected a whole number | job: is empty",x, "as it came"\n',
    )
  })

  it('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0x31, 0x2c, 0xff, 0x00, 0xfe])
    const raw = { ...reject, text: '1,\ufffd\u0000\ufffd', base64: bytes.toString('base64') }
    const csv = await gathered(rejectCsv(layoutOfLoad(load), several(raw)))
    expect(csv.subarray(-bytes.length - 1)).toEqual(Buffer.concat([bytes, Buffer.from('\n')]))
  })

  it('goes by the order of columns and the delimiter of the file that was loaded', async () => {
    const other = { ...load, result: { columns: ['job', 'id'], delimiter: ';' } } as LoadTask
    const csv = await gathered(rejectCsv(layoutOfLoad(other), several({ ...reject, text: 'a;x' })))
    expect(csv.toString()).toBe(
      'reject_line;reject_problems;job;id\n11;"id: is ""x""; expected a whole number | job: is empty";a;x\n',
    )
  })

  it('says by a byte order mark that lines of another encoding are UTF-8 now', async () => {
    const other = { ...load, result: { columns: ['id', 'job'], encoding: 'windows-1252' } } as LoadTask
    const csv = await gathered(rejectCsv(layoutOfLoad(other), several()))
    expect(csv.toString()).toBe('\ufeffreject_line,reject_problems,id,job\n')
  })

  it('names the columns of the table when the load knew of none', async () => {
    const csv = await gathered(
      rejectCsv(layoutOfLoad({ ...load, result: { columns: [] } } as unknown as LoadTask), several()),
    )
    expect(csv.toString()).toBe('reject_line,reject_problems,id,job\n')
  })

  it('is not made of a guess', () => {
    expect(() => layoutOfLoad({ ...load, result: null })).toThrow('was not noted')
  })
})

describe('the JSON document of rejects', () => {
  it('has the promised keys of each reject and no others', async () => {
    const document = await gathered(rejectDocument('abc', several(reject, reject)))
    const { line, offset, problems, text } = reject
    const told = { line, offset, problems, text }
    expect(JSON.parse(document.toString())).toEqual({ load: 'abc', rejects: [told, told] })
  })

  it('has the bytes of a line that is no text, and says of a long one that it was cut', async () => {
    const odd = { ...reject, text: '\ufffd', base64: '/w==', truncated: true, length: 70_000 }
    const document = JSON.parse((await gathered(rejectDocument('abc', several(reject, odd)))).toString()) as object
    const { line, offset, problems, text } = reject
    expect(document).toEqual({
      load: 'abc',
      rejects: [
        { line, offset, problems, text },
        { line, offset, problems, text: '\ufffd', base64: '/w==', truncated: true, length: 70_000 },
      ],
    })
  })

  it('is a document when there are none', async () => {
    expect((await gathered(rejectDocument('abc', several()))).toString()).toBe('{"load":"abc","rejects":[]}\n')
  })
})

describe('a reject in a list', () => {
  it('has a line for each problem, and the line as it came', () => {
    expect(rejectText(reject)).toBe(
      '       11  id             bad_integer        is "x"; expected a whole number\n' +
        '       11  job            missing_value      is empty\n' +
        '           | x, "as it came"\n',
    )
  })

  it('shows control characters and cuts what is very long', () => {
    const text = `\u001b[2J${'x'.repeat(500)}`
    expect(rejectText({ ...reject, text })).toContain(String.raw`| \x1b[2J` + `${'x'.repeat(193)}…\n`)
  })
})

describe('a reject in one line', () => {
  it('names the line and the column', () => {
    expect(rejectSummary(reject)).toBe('line 11, id: is "x"; expected a whole number | job: is empty')
  })

  it('names the line only when the problem is the line as a whole', () => {
    const problems = [{ column: null, code: 'bad_quote' as const, message: 'has a quote that is not closed' }]
    expect(rejectSummary({ ...reject, problems })).toBe('line 11: has a quote that is not closed')
  })
})
