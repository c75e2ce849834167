import { readdir } from 'node:fs/promises'
import { deflateRawSync } from 'node:zlib'
import avsc from 'avsc'
import { expect, test } from 'vitest'
import { backupFolder } from '../support/backup-files.js'
import { failure } from '../support/failure.js'
import { memoryInUse } from '../support/memory-in-use.js'
import { peakMemory } from '../support/peak-memory.js'
import { testServer } from '../support/test-server.js'

const SYNC = Buffer.alloc(16, 's')
const long = avsc.Type.forSchema('long')
const integer = (value: number) => long.toBuffer(value)
const counted = (bytes: Buffer) => Buffer.concat([integer(bytes.length), bytes])

interface Container {
  schema: string
  codec?: string
  blocks?: Buffer[]
  /** How many entries the header says it has. */
  entries?: number
}

/** An Avro container file as its maker wants it, true or not. */
function container({ schema, codec = 'deflate', blocks = [], entries = 2 }: Container): Buffer {
  const meta = ['avro.schema', schema, 'avro.codec', codec].map((text) => counted(Buffer.from(text)))
  const end = entries === 2 ? integer(0) : Buffer.alloc(0)
  return Buffer.concat([Buffer.from('Obj\x01', 'latin1'), integer(entries), ...meta, end, SYNC, ...blocks])
}

const block = (count: number, data: Buffer, size = data.length) =>
  Buffer.concat([integer(count), integer(size), data, SYNC])

const packed = (count: number, records: Buffer) => block(count, deflateRawSync(records))

const fields = (...types: unknown[]) =>
  JSON.stringify({ type: 'record', name: 'Job', fields: types.map((type, at) => ({ name: `f${at}`, type })) })

const jobs = JSON.stringify({
  type: 'record',
  name: 'Job',
  fields: [
    { name: 'id', type: 'int' },
    { name: 'job', type: 'string' },
  ],
})

const nested = (depth: number) => `${'{"type":"array","items":'.repeat(depth)}"int"${'}'.repeat(depth)}`

const MOST = 2 ** 52
const mebibytes = (count: number, byte = 0) => Buffer.alloc(count << 20, byte)

const bombs: [what: string, file: Container, told: RegExp][] = [
  [
    'a block that unpacks to more than a thousand times its size',
    { schema: jobs, blocks: [packed(1, mebibytes(65))] },
    /larger than/,
  ],
  [
    '64 MiB of records of one byte',
    { schema: fields('int'), blocks: [packed(64 << 20, mebibytes(64))] },
    /does not fit Job/,
  ],
  [
    'many blocks that unpack to 60 MiB, of no record',
    { schema: jobs, blocks: Array<Buffer>(20).fill(packed(0, mebibytes(60))) },
    /behind its last record/,
  ],
  [
    'records of no bytes',
    { schema: fields(), blocks: [block(MOST, Buffer.alloc(0))], codec: 'null' },
    /4503599627370496 records in 0 bytes/,
  ],
  [
    'records of nulls',
    { schema: fields('null'), blocks: [packed(MOST, Buffer.alloc(0))] },
    /4503599627370496 records in 0 bytes/,
  ],
  [
    'a block that says it is larger than the file',
    { schema: jobs, blocks: [block(1, Buffer.alloc(10), 60 << 20)] },
    /too early/,
  ],
  [
    'a block that says it is larger than the disk',
    { schema: jobs, blocks: [block(1, Buffer.alloc(10), MOST)] },
    /has 4503599627370496 bytes/,
  ],
  ['a block with a size below nothing', { schema: jobs, blocks: [block(1, Buffer.alloc(10), -10)] }, /has -10 bytes/],
  [
    'a text that says it is larger than the file',
    { schema: jobs, blocks: [packed(1, Buffer.concat([integer(1), integer(MOST)]))] },
    /middle of a record/,
  ],
  [
    'a list of nothing, very often',
    { schema: fields({ type: 'array', items: 'null' }), blocks: [packed(1, integer(MOST))] },
    /f0" is of the type "array/,
  ],
  [
    'a map without end',
    { schema: fields({ type: 'map', values: 'null' }), blocks: [packed(1, integer(MOST))] },
    /f0" is of the type "map/,
  ],
  ['a record in itself', { schema: fields('Job'), blocks: [packed(1, Buffer.alloc(1))] }, /f0" is of the type "Job/],
  [
    'fixed bytes of any length',
    { schema: fields({ type: 'fixed', name: 'F', size: MOST }), blocks: [packed(1, Buffer.alloc(9))] },
    /f0" is of the type "fixed/,
  ],
  ['a header of very many entries', { schema: jobs, entries: MOST }, /Avro/],
  ['a header of 5 MiB', { schema: jobs.replace('"Job"', `"${'J'.repeat(5 << 20)}"`) }, /header is longer/],
  ['a schema nested 40,000 deep', { schema: nested(40_000) }, /its schema/],
  [
    'a field nested 40,000 deep',
    { schema: fields('int').replace('"int"', nested(40_000)) },
    /f0" is of the type "array/,
  ],
  ['a schema of 30,000 fields', { schema: fields(...Array<string>(30_000).fill('int')) }, /30000 fields/],
  ['a union of 100,000 branches', { schema: fields(Array(100_000).fill('int')) }, /f0" is of the type/],
  ['a schema with a name that is code', { schema: jobs.replace('"id"', '"id);process.exit(1);//"') }, /Avro/],
  [
    'a field that would be a prototype',
    { schema: jobs.replace('"job"', '"__proto__"'), blocks: [packed(1, Buffer.from('\x02\x02a'))] },
    /Avro|does not fit/,
  ],
  ['a codec nobody knows', { schema: jobs, codec: 'zip' }, /codec/],
]

test('a file that is small and claims to be large is refused quickly, in little memory, and nothing of it is kept', async () => {
  await using server = await testServer()
  for (const [what, file, told] of bombs) {
    const before = memoryInUse().rss
    using memory = peakMemory()
    const began = performance.now()
    const error = await failure(server.rollcall.backups.import([{ name: 'jobs.avro', content: [container(file)] }]))
    expect([what, error.code, error.message]).toEqual([
      what,
      expect.stringMatching(/^(damaged|invalid_input)$/),
      expect.stringMatching(told),
    ])
    expect([what, performance.now() - began]).toEqual([what, expect.toSatisfy((took) => Number(took) < 60_000)])
    expect(memory.bytes, what).toBeLessThan(400 << 20)
    // Also what is held beside objects and buffers.
    expect(memoryInUse().rss - before, what).toBeLessThan(400 << 20)
  }
  expect(await server.rollcall.backups.list()).toEqual([])
  expect(await readdir(backupFolder(server.home)).catch(() => [])).toEqual([])
})
