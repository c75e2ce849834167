import type { Value } from '@rollcall/tables'
import { trimEnd, trimStart } from './ascii.js'
import type { ByteWriter } from './byte-writer.js'
import type { CellEncoder } from './cell-encoder.js'
import { characterLength } from './utf8.js'

/** Texts up to this many bytes cannot be too long, whatever they hold; longer ones are left to `readCell`. */
const SURELY_SHORT = 255

/** Writes texts as their UTF-8 bytes. */
export const textEncoder: CellEncoder = { encodeCell, encodeValue }

function encodeCell(bytes: Uint8Array, start: number, end: number, out: ByteWriter): boolean {
  const first = trimStart(bytes, start, end)
  const last = trimEnd(bytes, first, end)
  if (first === last || last - first > SURELY_SHORT) return false
  const target = out.bytes
  let to = out.length + 4
  // After trimming an ASCII character at the front is none of the white space ones.
  for (let at = first; at < last; at++) {
    const byte = bytes[at]!
    if (byte === 0) return false
    if (byte >= 0x80) return isSurelyGood(bytes, first, last) && copy(bytes, first, last, out)
    target[to++] = byte
  }
  out.int32(last - first)
  out.length = to
  return true
}

/** Whether a text is UTF-8 without NUL and has a character that is no white space of Unicode; a few good ones are left out. */
function isSurelyGood(bytes: Uint8Array, first: number, last: number): boolean {
  let visible = false
  for (let at = first; at < last;) {
    const length = characterLength(bytes, at, last)
    if (length === 0 || bytes[at] === 0) return false
    visible ||= isSurelyVisible(bytes[at]!, bytes[at + 1])
    at += length
  }
  return visible
}

/** Judged by the first two bytes: Unicode's white space begins with C2, E1, E2, E3 80 and EF (and U+FEFF with the last). */
function isSurelyVisible(lead: number, second: number | undefined): boolean {
  if (lead < 0x80) return lead > 0x20
  if (lead === 0xe3) return second !== 0x80
  return lead !== 0xc2 && lead !== 0xe1 && lead !== 0xe2 && lead !== 0xef
}

function copy(bytes: Uint8Array, first: number, last: number, out: ByteWriter): boolean {
  out.int32(last - first)
  for (let at = first; at < last; at++) out.bytes[out.length++] = bytes[at]!
  return true
}

function encodeValue(value: Value, out: ByteWriter): void {
  const text = value as string
  const length = Buffer.byteLength(text)
  out.int32(length)
  out.length += out.bytes.write(text, out.length)
}
