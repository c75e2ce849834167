import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { tables } from '@rollcall/tables'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCsv, type OpenOptions } from './open-csv.js'
import { readBatches } from './read-batches.js'
import { readPieces } from './read-pieces.js'
import type { ReadOptions } from './read-options.js'
import type { RowBatch } from './row-batch.js'
import { memoryInUse } from './testing/memory-in-use.js'
import { proofRuns } from './testing/proof-runs.js'
import { seenBatches, shortReject } from './testing/read-all.js'
import { inChunks } from './testing/split-all.js'
import { transcoded } from './transcoder.js'
import { unpack } from './unpack.js'
import { utf16Transcoder } from './utf16-transcoder.js'
import { windows1252Transcoder } from './windows1252-transcoder.js'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'rollcall-open-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
async function fileOf(bytes: Buffer): Promise<string> {
  const file = join(folder, String(files++))
  await writeFile(file, bytes)
  return file
}

async function textOf(bytes: Buffer, options: OpenOptions = {}): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of openCsv(await fileOf(bytes), options).chunks) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

async function readJobs(
  bytes: Buffer,
  options: OpenOptions = {},
  { look = () => undefined, ...reading }: Partial<ReadOptions> & { look?: (batch: RowBatch) => void } = {},
) {
  const input = openCsv(await fileOf(bytes), options)
  const all = await seenBatches(
    readBatches(input, { table: tables.jobs, header: 'auto', delimiter: ',', ...reading }),
    look,
  )
  return {
    rejects: all.flatMap(({ rejects }) => rejects),
    count: all.reduce((sum, { accepted }) => sum + accepted, 0),
    bytesRead: all.at(-1)?.bytesRead,
    input,
  }
}

const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16()
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

async function* several(chunks: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield* chunks
}

describe('UTF-16', () => {
  test.each([
    ['with the low byte first', utf16],
    ['with the high byte first', (text: string) => swapped(utf16(text))],
  ])('%s it is known by its byte order mark', async (_, encode) => {
    for (const encoding of ['utf-8', 'utf-16'] as const) {
      const { count, input } = await readJobs(encode('id,job\r\n1,Köchin 😀\r\n2,漢字\r\n'), { encoding })
      expect([count, input.encoding]).toEqual([2, 'utf-16'])
    }
  })

  test('it is the same text in chunks of any size', async () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (text, size, little) => {
        const bytes = little ? utf16(text) : swapped(utf16(text))
        const chunks = []
        for await (const chunk of transcoded(several(inChunks(bytes, [size])), utf16Transcoder(little)))
          chunks.push(chunk)
        expect(Buffer.concat(chunks).toString()).toBe(text.replace(/^\ufeff+/, ''))
      }),
      proofRuns(200),
    )
  })

  test('half a surrogate pair costs the row it is in, wherever it stands, and so does half a unit', async () => {
    const { rejects, count } = await readJobs(
      Buffer.concat([utf16('1,a\ud83d\n2,\ude00b\n3,\ud83d\ud83d\ude00\n4,good 😀\n5,x\ud83d'), Buffer.from([0x41])]),
    )
    expect(count).toBe(1)
    expect(rejects.map(({ line, problems }) => [line, problems.map(({ code }) => code)])).toEqual(
      [1, 2, 3, 5].map((line) => [line, ['bad_encoding']]),
    )
    expect(rejects[0]?.problems[0]?.message).toContain('has half of a character')
  })

  test('without its byte order mark it is refused', async () => {
    const bytes = Buffer.from('id,job\n1,Cook\n2,Chef\n', 'utf16le')
    await expect(textOf(bytes)).rejects.toThrow('UTF-16 without a byte order mark')
    await expect(textOf(Buffer.from('1,a'), { encoding: 'utf-16' })).rejects.toThrow('has no byte order mark')
    expect(await textOf(Buffer.alloc(0), { encoding: 'utf-16' })).toBe('')
  })
})

describe('windows-1252', () => {
  test('the bytes 80 to 9F are its own characters, five are none, and all others are those of latin1', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const own = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'
    for (const byte of bytes) {
      const text = windows1252Transcoder().transcode(Buffer.from([byte]))
      const character = byte < 0x80 || byte >= 0xa0 ? String.fromCharCode(byte) : own[byte - 0x80]
      if (character === ' ' && byte !== 0x20) expect([...text]).toEqual([byte])
      else expect(text.toString()).toBe(character)
    }
  })

  test('a byte that has no character costs its row and no other', async () => {
    const { rejects, count } = await readJobs(Buffer.from('1,Jos\xe9\n2,\xe9\x81\n3,\x80 5\n', 'latin1'), {
      encoding: 'windows-1252',
    })
    expect(count).toBe(2)
    expect(rejects).toMatchObject([{ line: 2, offset: 7, length: 4, problems: [{ code: 'bad_encoding' }] }])
    expect(rejects[0]?.text).toEqual(Buffer.from([...Buffer.from('2,é'), 0x81]))
  })

  test.each([
    ['utf-8', Buffer.from('\ufeff1,é')],
    ['utf-16', utf16('1,é')],
  ])('a byte order mark of %s is not read as text', async (marked, bytes) => {
    await expect(textOf(bytes, { encoding: 'windows-1252' })).rejects.toThrow(`the byte order mark of ${marked}`)
  })
})

test('a reject of a transcoded file has the place of its bytes in that file, and its text as UTF-8', async () => {
  const line = fc.constantFrom(
    '1,é',
    '2,plain',
    'é',
    '',
    '"a',
    '"b\nc",x,ü',
    'x,"é""ü"',
    '😀',
    'x'.repeat(300),
    '2,"a\r\nb",ß',
  )
  const lines = fc.array(line, { maxLength: 12 })
  const endings = fc.constantFrom('\n', '\r\n', '\r')
  await fc.assert(
    fc.asyncProperty(lines, endings, fc.constantFrom('utf16le', 'utf16be', 'latin1'), async (given, end, name) => {
      const text = given.join(end)
      const latin = Buffer.from(text.replaceAll('😀', 'ý'), 'latin1')
      const bytes = name === 'latin1' ? latin : name === 'utf16le' ? utf16(text) : swapped(utf16(text))
      const encoding = name === 'latin1' ? 'windows-1252' : 'utf-8'
      const rejectAll = (batch: RowBatch) => {
        for (let row = 0; row < batch.count; row++) batch.reject(row, [])
      }
      const { rejects } = await readJobs(bytes, { encoding }, { header: 'no', look: rejectAll })
      for (const { offset, length, text: kept } of rejects) {
        const found = bytes.subarray(offset, offset + length)
        const there = name === 'utf16be' ? swapped(found) : found
        expect(there.toString(name === 'latin1' ? 'latin1' : 'utf16le')).toBe(kept.toString())
      }
    }),
    proofRuns(150),
  )
})

test('of a long line in UTF-16 the place is right, though only its beginning is kept', async () => {
  const { rejects } = await readJobs(utf16(`1,a\n2,${'é'.repeat(1_500_000)}\nx,b\n`))
  expect(rejects).toMatchObject([
    { line: 2, offset: 10, length: 3_000_004, problems: [{ code: 'line_too_long' }] },
    { line: 3, offset: 3_000_016, length: 6 },
  ])
})

describe('gzip', () => {
  const text = 'id,job\n1,Cook\nx,Chef\n'

  test('it is unpacked as it was, in whatever pieces it is read', async () => {
    const random = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at * 31 + (at >> 7)) & 0xff))
    const file = await fileOf(gzipSync(random))
    for (const bytes of [700, 5000, 1024 * 1024]) {
      const pieces = readPieces(file, { bytes, start: 0, end: Infinity, signal: undefined })
      const chunks: Buffer[] = []
      for await (const chunk of unpack(pieces, { maxUnpackedBytes: 1e6, partial: false }).chunks) chunks.push(chunk)
      expect(Buffer.concat(chunks).equals(random)).toBe(true)
    }
  })

  test('it is known by its first bytes, and places are those of the unpacked text', async () => {
    const packed = gzipSync(text)
    const { rejects, count, bytesRead } = await readJobs(packed)
    expect([count, bytesRead]).toEqual([1, packed.length])
    expect(rejects.map(shortReject)).toEqual([[3, 'x,Chef', 'id: bad_integer']])
    expect(rejects[0]).toMatchObject({ offset: 14, length: 6 })
  })

  test('several members are one text, and it may be in any encoding', async () => {
    const [first, second] = [utf16(text), Buffer.from('3,ß\n', 'utf16le')].map((part) => gzipSync(part))
    expect(await textOf(Buffer.concat([first!, second!, Buffer.alloc(70_000)]))).toBe(`${text}3,ß\n`)
  })

  test.each([
    ['cut short', (packed: Buffer) => packed.subarray(0, -9)],
    ['cut short in its header', (packed: Buffer) => packed.subarray(0, 5)],
    ['changed', (packed: Buffer) => Buffer.from(packed.map((byte, at) => (at === 30 ? byte ^ 64 : byte)))],
    ['followed by something else', (packed: Buffer) => Buffer.concat([packed, Buffer.from('more')])],
    ['followed by zeros and something else', (packed: Buffer) => Buffer.concat([packed, Buffer.from('\0\0\0more')])],
    [
      'followed by a member whose first byte is lost',
      (packed: Buffer) => Buffer.concat([packed, Buffer.alloc(1), packed.subarray(1)]),
    ],
  ])('%s it is damaged', async (_, damage) => {
    const packed = gzipSync(Array.from({ length: 500 }, (_, id) => `${id},Job ${id * 7919}\n`).join(''))
    await expect(textOf(damage(packed))).rejects.toMatchObject({ reason: 'damaged' })
  })

  test('it may unpack into so much and no more', async () => {
    const packed = gzipSync(Buffer.alloc(100_000, 'x'))
    expect(await textOf(packed, { maxUnpackedBytes: 100_000 })).toHaveLength(100_000)
    await expect(textOf(packed, { maxUnpackedBytes: 99_999 })).rejects.toMatchObject({ reason: 'too_large' })
  })

  test('a bomb ends early', async () => {
    const member = gzipSync(Buffer.alloc(16 << 20, '\n'))
    const file = await fileOf(Buffer.concat(Array.from({ length: 100 }, () => member)))
    let unpacked = 0
    const read = async () => {
      for await (const chunk of openCsv(file).chunks) unpacked += chunk.length
    }
    await expect(read()).rejects.toMatchObject({ reason: 'too_large' })
    expect(unpacked).toBeLessThan(80 << 20)
  })

  test('the beginning of a packed file is text too', async () => {
    const packed = gzipSync(Array.from({ length: 50_000 }, (_, id) => `${id},Job ${(id * 7919) % 1013}\n`).join(''))
    const head = await textOf(packed, { onlyBytes: 20_000 })
    expect(head).toMatch(/^0,Job 0\n1,Job 828\n/)
    expect(head.length).toBeGreaterThan(20_000)
  })
})

describe('what is no CSV file', () => {
  test.each([
    ['a zip archive or an Excel workbook', 'PK\x03\x04\x14\0'],
    ['an old Excel workbook', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['an Avro file', 'Obj\x01\x04\x14avro.codec'],
    ['a Parquet file', 'PAR1\x15\x04'],
    ['packed by zstd', '\x28\xb5\x2f\xfd\x24'],
    ['packed by bzip2', 'BZh91AY&SY\x10'],
    ['a PNG picture', '\x89PNG\r\n\x1a\n'],
    ['a PDF document', '%PDF-1.7\n'],
    ['a program', '\x7fELF\x02\x01'],
    ['a tar archive', `jobs.csv${'\0'.repeat(249)}ustar\0`],
    ['UTF-32', '\xff\xfe\0\x001\0\0\0'],
    ['no text', '\x01\x02\x03\x04abc'.repeat(20)],
  ])('%s is refused as such, packed or not', async (name, bytes) => {
    for (const file of [Buffer.from(bytes, 'latin1'), gzipSync(Buffer.from(bytes, 'latin1'))]) {
      await expect(textOf(file)).rejects.toMatchObject({
        reason: 'unsupported',
        message: expect.stringContaining(`it is ${name}. Nothing was loaded.`),
      })
    }
  })

  test.each(['1,a\0b\n2,c\n', '', '\0', 'PKs are keys', 'Objects,1'])('%j is text, good or bad', async (text) => {
    expect(await textOf(Buffer.from(text))).toBe(text)
  })
})

test('a file that is refused for what it is is closed', async () => {
  const openFiles = async () => (await readdir('/proc/self/fd')).length
  const zip = await fileOf(Buffer.from('PK\x03\x04'.padEnd(200_000)))
  const packed = await fileOf(gzipSync(Buffer.from('PK\x03\x04'.padEnd(200_000))))
  const before = await openFiles()
  for (let time = 0; time < 10; time++) {
    for (const file of [zip, packed]) await expect(readFileAt(file)).rejects.toThrow('is no CSV file')
  }
  expect(await openFiles()).toBeLessThan(before + 5)
})

async function readFileAt(file: string): Promise<void> {
  for await (const _ of openCsv(file).chunks) continue
}

test.each([
  ['windows-1252', windows1252Transcoder, Buffer.from('\n')],
  ['UTF-16', () => utf16Transcoder(true), Buffer.from('\n\0')],
])('empty lines of a file in %s take no memory', async (_encoding, transcoder, line) => {
  const chunk = Buffer.alloc(64 * 1024, line)
  const chunks = async function* () {
    for (let at = 0; at < 100; at++) yield Promise.resolve(chunk)
  }
  const made = transcoder()
  const before = memoryInUse().heapUsed
  for await (const _ of transcoded(chunks(), made)) continue
  expect(memoryInUse().heapUsed - before).toBeLessThan(20 * 1024 * 1024)
  expect(made.origins.at((100 * 64 * 1024) / line.length)).toBe(100 * 64 * 1024)
})
