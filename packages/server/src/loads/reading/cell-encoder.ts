import type { Kind, Value } from '@rollcall/tables'
import type { ByteWriter } from './byte-writer.js'
import { integerEncoder } from './integer-encoder.js'
import { textEncoder } from './text-encoder.js'
import { timestampEncoder } from './timestamp-encoder.js'

/** The most bytes a field takes besides those of its cell: its length, and a timestamp's eight. */
export const FIELD_OVERHEAD = 12

/** Writes values of one kind as fields of binary COPY: int32 length, then the bytes. The writer must have room. */
export interface CellEncoder {
  /**
   * Writes a cell straight from its bytes and says whether it did. It does so only where `readCell` accepts the text with that
   * value; on false nothing is written, and `readCell` must judge.
   */
  encodeCell(bytes: Uint8Array, start: number, end: number, out: ByteWriter): boolean
  /** Writes a value that `readCell` gave. */
  encodeValue(value: Value, out: ByteWriter): void
}

/** Finds the encoder of a kind. */
export function encoderOf(kind: Pick<Kind, 'name'>): CellEncoder {
  return encoders[kind.name]
}

const encoders: Record<Kind['name'], CellEncoder> = {
  integer: integerEncoder,
  text: textEncoder,
  timestamp: timestampEncoder,
}
