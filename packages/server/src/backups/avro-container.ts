import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import avro from 'avsc'
import { ByteReader } from './byte-reader.js'

/** A run of records, encoded one after the other. */
export interface AvroBlock {
  count: number
  records: Buffer
}

/** What an Avro container file says of itself. */
export interface AvroHeader {
  /** The schema of its records, as JSON. */
  schema: string
  codec: 'null' | 'deflate'
}

const MAGIC = Buffer.from('Obj\x01', 'latin1')
const SYNC_BYTES = 16
/** The largest block taken, in bytes once inflated: what is larger was made to exhaust the memory. */
const MOST_BLOCK_BYTES = 64 * 1024 * 1024
/** The largest header taken: a schema of any table has a few hundred bytes. */
const MOST_HEADER_BYTES = 1024 * 1024

const metadata = avro.Type.forSchema({ type: 'map', values: 'bytes' })
const long = avro.Type.forSchema('long')
const deflate = promisify(deflateRaw)
const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw)

/** Blocks as the bytes of an Avro object container file; https://avro.apache.org/docs/1.11.1/specification/#object-container-files */
export async function* writeContainer(
  { schema, codec }: AvroHeader,
  blocks: AsyncIterable<AvroBlock>,
): AsyncGenerator<Buffer> {
  const sync = randomBytes(SYNC_BYTES)
  const header = metadata.toBuffer({ 'avro.schema': Buffer.from(schema), 'avro.codec': Buffer.from(codec) })
  yield Buffer.concat([MAGIC, header, sync])
  for await (const { count, records } of blocks) {
    const data = codec === 'deflate' ? await deflate(records) : records
    yield Buffer.concat([long.toBuffer(count), long.toBuffer(data.length), data, sync])
  }
}

/** A container file being read. */
export interface AvroContainer {
  header: AvroHeader
  /** To be gone through once; throws when the bytes are not those of such a file. */
  blocks: AsyncIterable<AvroBlock>
}

/** Reads the header of a container file; throws when it is none. A file cut short between two blocks just ends early. */
export async function readContainer(bytes: AsyncIterable<Buffer>): Promise<AvroContainer> {
  const reader = new ByteReader(bytes)
  try {
    return await readHeader(reader)
  } catch (error) {
    await reader.close()
    throw error
  }
}

async function readHeader(reader: ByteReader): Promise<AvroContainer> {
  const magic = await reader.take(MAGIC.length)
  if (!magic.equals(MAGIC)) throw new Error('it does not begin as an Avro container file does')
  const meta = await readMetadata(reader)
  const header = { schema: meta.get('avro.schema') ?? '', codec: codecNamed(meta.get('avro.codec') ?? 'null') }
  const sync = await reader.take(SYNC_BYTES)
  return { header, blocks: readBlocks(reader, header.codec, sync) }
}

/** Read entry by entry, because a number of entries that is not true would keep avsc at it for ever. */
async function readMetadata(reader: ByteReader): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  let left = MOST_HEADER_BYTES
  const text = async () => {
    const length = await reader.long()
    left -= length + 1
    if (length < 0 || left < 0) throw new Error(`its header is longer than ${MOST_HEADER_BYTES} bytes`)
    return String(await reader.take(length))
  }
  for (let count = await reader.long(); count !== 0; count = await reader.long()) {
    // Below nothing when the size of the entries stands behind it.
    if (count < 0) await reader.long()
    for (let entry = 0; entry < Math.abs(count); entry++) entries.set(await text(), await text())
  }
  return entries
}

async function* readBlocks(reader: ByteReader, codec: AvroHeader['codec'], sync: Buffer): AsyncGenerator<AvroBlock> {
  try {
    while (await reader.more()) {
      const count = await reader.long()
      const size = await reader.long()
      if (count < 0 || size < 0 || size > MOST_BLOCK_BYTES)
        throw new Error(`a block of ${count} records has ${size} bytes`)
      const data = await reader.take(size)
      if (!(await reader.take(SYNC_BYTES)).equals(sync))
        throw new Error('a block does not end with the mark that ends all of them')
      const records = codec === 'deflate' ? await inflate(data, { maxOutputLength: MOST_BLOCK_BYTES }) : data
      // A record of any table has a byte at least; one of none could be had any number of times.
      if (count > records.length) throw new Error(`a block has ${count} records in ${records.length} bytes`)
      yield { count, records }
    }
  } finally {
    await reader.close()
  }
}

function codecNamed(name: string): AvroHeader['codec'] {
  if (name === 'null' || name === 'deflate') return name
  throw new Error(`its codec is ${JSON.stringify(name)}; expected null or deflate`)
}
