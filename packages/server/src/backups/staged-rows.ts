import type { AnyTable, Value } from '@rollcall/tables'
import { ByteWriter } from '../loads/reading/byte-writer.js'
import { encoderOf, FIELD_OVERHEAD } from '../loads/reading/cell-encoder.js'
import { COPY_HEADER, COPY_TRAILER } from '../loads/reading/copy-format.js'

const TYPICAL_ROW_BYTES = 80
/** Batches of rows as a binary COPY. */
export async function* copyOfRows(table: AnyTable, batches: AsyncIterable<object[]>): AsyncGenerator<Buffer> {
  const columns = Object.entries(table.columns).map(([name, { kind }]) => ({ name, encoder: encoderOf(kind) }))
  yield COPY_HEADER
  for await (const rows of batches) {
    const out = new ByteWriter(rows.length * TYPICAL_ROW_BYTES)
    for (const row of rows as Record<string, Value>[]) {
      out.reserve(2)
      out.bytes.writeInt16BE(columns.length, out.length)
      out.length += 2
      for (const { name, encoder } of columns) {
        const value = row[name] as Value
        out.reserve(FIELD_OVERHEAD + (typeof value === 'string' ? Buffer.byteLength(value) : 0))
        encoder.encodeValue(value, out)
      }
    }
    yield out.bytes.subarray(0, out.length)
  }
  yield COPY_TRAILER
}
