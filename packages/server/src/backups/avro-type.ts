import { avroRecord, type Table } from '@rollcall/tables'
import avro from 'avsc'
import { instantOfMicros, microsOfInstant } from './instant.js'

/** The Avro type of a table's rows: what it reads and writes are rows as the API has them. */
export function avroTypeOf(table: Table): avro.Type {
  return typeOfSchema(avroRecord(table))
}

/** The type of any schema, with instants as the database spells them. */
export function typeOfSchema(schema: avro.Schema): avro.Type {
  return avro.Type.forSchema(schema, { typeHook: instantType })
}

function instantType(schema: avro.Schema): avro.Type | undefined {
  const isInstant = typeof schema === 'object' && 'logicalType' in schema && schema.logicalType === 'timestamp-micros'
  return isInstant ? new TimestampMicros(schema, { typeHook: () => bigLong }) : undefined
}

class TimestampMicros extends avro.types.LogicalType {
  protected override _fromValue(micros: bigint): string {
    return instantOfMicros(micros)
  }
  protected override _toValue(instant: string): bigint {
    return microsOfInstant(instant)
  }
  /** What the writer's type has read is an instant already. */
  protected override _resolve(writer: avro.Type): ((instant: string) => string) | undefined {
    return avro.Type.isType(writer, 'logical:timestamp-micros') ? (instant) => instant : undefined
  }
}

// Microseconds do not fit a JavaScript number after the year 2255, so here a long is a BigInt.
const bigLong = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer(value: bigint) {
    const buffer = Buffer.alloc(8)
    buffer.writeBigInt64LE(value)
    return buffer
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (one: bigint, other: bigint) => (one === other ? 0 : one < other ? -1 : 1),
})
