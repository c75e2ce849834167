import type { AnyTable } from '@rollcall/tables'
import { avroRecord } from '@rollcall/tables'
import type avro from 'avsc'
import { type AvroBlock, readContainer, writeContainer } from './avro-container.js'
import { avroTypeOf, typeOfSchema } from './avro-type.js'
import { plainRecord } from './plain-record.js'

/** Records decoded at a time. */
const BATCH = 10_000

/** The name of a table's file in a backup. */
export function avroFileName(table: AnyTable): string {
  return `${table.name}.avro`
}

/** Batches of rows as the bytes of an Avro container file, a block a batch, codec deflate. */
export function encodeRows(table: AnyTable, batches: AsyncIterable<object[]>): AsyncIterable<Buffer> {
  return writeContainer(
    { schema: JSON.stringify(avroRecord(table)), codec: 'deflate' },
    blocksOf(avroTypeOf(table), batches),
  )
}

/**
 * The rows of an Avro container file in batches, resolved to this table's record. Throws when it cannot be read as one;
 * but a file cut short or changed may come through with other rows, so its SHA-256 and count must be checked too.
 */
export function decodeRows(table: AnyTable, bytes: AsyncIterable<Buffer>): AsyncGenerator<object[]> {
  return decodeRecords(bytes, avroTypeOf(table))
}

/** The records of any Avro container file in batches, resolved to the type `reader` if it is given. */
export async function* decodeRecords(bytes: AsyncIterable<Buffer>, reader?: avro.Type): AsyncGenerator<object[]> {
  const { header, blocks } = await readContainer(bytes)
  const writer = typeOfSchema(plainRecord(header.schema))
  const resolver = reader?.createResolver(writer)
  const type = reader ?? writer
  for await (const block of blocks) yield* recordsOf(block, type, resolver)
}

async function* blocksOf(type: avro.Type, batches: AsyncIterable<object[]>): AsyncGenerator<AvroBlock> {
  let buffer = Buffer.allocUnsafe(1024 * 1024)
  for await (const rows of batches) {
    let length = 0
    for (const row of rows) {
      // A negative length tells by how much the buffer is too small.
      for (let end = type.encode(row, buffer, length); ; end = type.encode(row, buffer, length)) {
        if (end >= 0) {
          length = end
          break
        }
        buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length - end)])
      }
    }
    if (rows.length > 0) yield { count: rows.length, records: buffer.subarray(0, length) }
  }
}

/** In batches, because a block of a few kilobytes may unpack to millions of records. */
function* recordsOf(
  { count, records }: AvroBlock,
  type: avro.Type,
  resolver: ReturnType<avro.Type['createResolver']> | undefined,
): Generator<object[]> {
  let at = 0
  for (let left = count; left > 0; left -= BATCH) {
    const rows: object[] = []
    while (rows.length < Math.min(left, BATCH)) {
      const { value, offset }: { value: object; offset: number } = type.decode(records, at, resolver)
      if (offset < 0) throw new Error('a block ends in the middle of a record')
      rows.push(value)
      at = offset
    }
    yield rows
  }
  if (at !== records.length) throw new Error(`a block has ${records.length - at} bytes behind its last record`)
}
