import type { Value } from '@rollcall/tables'
import { trimEnd, trimStart } from './ascii.js'
import { type ByteWriter, writeInt32 } from './byte-writer.js'
import type { CellEncoder, PlainEncoder } from './cell-encoder.js'

const MINUS = 0x2d
const ZERO = 0x30
/** More digits than an int32 has are leading zeros or too large: rare enough to be left to `readCell`. */
const MOST_DIGITS = 10

/** Writes integers as int4. */
export const integerEncoder: CellEncoder = { encodeCell, encodeValue }

/** How many bytes a field of an integer has, its length included. */
export const INTEGER_FIELD = 8

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

/** Ends where the digits end, whatever stands there. */
export const encodePlainInteger: PlainEncoder = (bytes, at, target, to) => {
  const first = bytes[at] === MINUS ? at + 1 : at
  let end = first
  let value = 0
  for (let digit = bytes[end]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[end]! - ZERO) {
    value = value * 10 + digit
    end++
  }
  if (end === first || end - first > MOST_DIGITS) return -1
  if (first !== at) value = -value
  if (value !== (value | 0)) return -1
  writeField(value, target, to)
  return end
}

function encodeValue(value: Value, out: ByteWriter): void {
  writeField(value as number, out.bytes, out.length)
  out.length += INTEGER_FIELD
}

function writeField(value: number, target: Uint8Array, to: number): void {
  writeInt32(target, to, 4)
  writeInt32(target, to + 4, value)
}
