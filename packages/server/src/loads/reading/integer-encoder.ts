import type { Value } from '@rollcall/tables'
import { trimEnd, trimStart } from './ascii.js'
import { type ByteWriter, writeInt32 } from './byte-writer.js'
import type { CellEncoder } from './cell-encoder.js'

const MINUS = 0x2d
const ZERO = 0x30
/** More digits than an int32 has are leading zeros or too large: rare enough to be left to `readCell`. */
const MOST_DIGITS = 10

/** Writes integers as int4. */
export const integerEncoder: CellEncoder = { encodeCell, encodeValue }

/** How many bytes a field of an integer has, its length included. */
const INTEGER_FIELD = 8

function encodeCell(bytes: Uint8Array, start: number, end: number, out: ByteWriter): boolean {
  let at = trimStart(bytes, start, end)
  const last = trimEnd(bytes, at, end)
  const negative = at < last && bytes[at] === MINUS
  if (negative) at++
  if (at === last || last - at > MOST_DIGITS) return false
  let value = 0
  for (; at < last; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return false
    value = value * 10 + digit
  }
  if (negative) value = -value
  if (value !== (value | 0)) return false
  encodeValue(value, out)
  return true
}

function encodeValue(value: Value, out: ByteWriter): void {
  writeField(value as number, out.bytes, out.length)
  out.length += INTEGER_FIELD
}

function writeField(value: number, target: Uint8Array, to: number): void {
  writeInt32(target, to, 4)
  writeInt32(target, to + 4, value)
}
