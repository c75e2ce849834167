import type { Value } from '@rollcall/tables'
import { trimEnd, trimStart } from './ascii.js'
import { type ByteWriter, writeInt32 } from './byte-writer.js'
import type { CellEncoder } from './cell-encoder.js'
import { dayNumber, daysIn } from './day-number.js'

const DOT = 0x2e
const ZONE_Z = 0x5a
const SHORTEST = '0001-01-01T00:00:00Z'.length
/** Seconds since 2000 of 0001-01-01T00:00:00Z and of 10000-01-01T00:00:00Z. */
const FIRST_SECOND = dayNumber(1, 1, 1) * 86_400
const END_SECOND = dayNumber(10_000, 1, 1) * 86_400
/** Up to so many seconds their microseconds are exact in a double. */
const EXACT_SECONDS = 9_007_199_254
/** What digits that are none come to: outside of every range, whatever is added. */
const NO_NUMBER = -1e9

/** Writes timestamps as timestamptz: int64 microseconds since 2000-01-01T00:00:00Z. It knows every spelling that `readCell` accepts. */
export const timestampEncoder: CellEncoder = { encodeCell, encodeValue }

/** How many bytes a field of a timestamp has, its length included. */
const TIMESTAMP_FIELD = 12

function encodeCell(bytes: Uint8Array, start: number, end: number, out: ByteWriter): boolean {
  const first = trimStart(bytes, start, end)
  if (!encodeTrimmed(bytes, first, trimEnd(bytes, first, end), out.bytes, out.length)) return false
  out.length += TIMESTAMP_FIELD
  return true
}

function encodeTrimmed(bytes: Uint8Array, first: number, last: number, target: Uint8Array, to: number): boolean {
  if (last - first < SHORTEST) return false
  const zone = bytes[first + 19] === DOT ? digitsEnd(bytes, first + 20, last) : first + 19
  const micros = zone === first + 19 ? 0 : fraction(bytes, first + 20, zone)
  const seconds = localSeconds(bytes, first) - offsetSeconds(bytes, zone, last)
  // Written so that NaN fails too.
  if (!(micros >= 0 && seconds >= FIRST_SECOND && seconds < END_SECOND)) return false
  writeField(seconds, micros, target, to)
  return true
}

function encodeValue(value: Value, out: ByteWriter): void {
  const bytes = Buffer.from(value as string)
  if (!encodeCell(bytes, 0, bytes.length, out)) throw new Error(`the timestamp ${value} has no encoding`)
}

/** `YYYY-MM-DD[T ]HH:MM:SS` as seconds since 2000, or NaN. */
function localSeconds(bytes: Uint8Array, at: number): number {
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2)
  const month = twoDigits(bytes, at + 5)
  const day = twoDigits(bytes, at + 8)
  const hour = twoDigits(bytes, at + 11)
  const minute = twoDigits(bytes, at + 14)
  const second = twoDigits(bytes, at + 17)
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return Number.NaN
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN
  if (!hasMarks(bytes, at)) return Number.NaN
  return dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
}

function hasMarks(bytes: Uint8Array, at: number): boolean {
  const mark = bytes[at + 10]
  const dashes = bytes[at + 4] === 0x2d && bytes[at + 7] === 0x2d
  const colons = bytes[at + 13] === 0x3a && bytes[at + 16] === 0x3a
  return dashes && colons && (mark === 0x54 || mark === 0x20)
}

/** `Z` or `±HH:MM` as seconds east of UTC, or NaN. */
function offsetSeconds(bytes: Uint8Array, at: number, last: number): number {
  if (bytes[at] === ZONE_Z && at + 1 === last) return 0
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : Number.NaN
  if (at + '+00:00'.length !== last || bytes[at + 3] !== 0x3a) return Number.NaN
  const hour = twoDigits(bytes, at + 1)
  const minute = twoDigits(bytes, at + 4)
  return hour < 0 || hour > 15 || minute < 0 || minute > 59 ? Number.NaN : sign * (hour * 3600 + minute * 60)
}

/** One to six digits as microseconds, or NaN. */
function fraction(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 6) return Number.NaN
  let micros = 0
  for (let at = from; at < from + 6; at++) micros = micros * 10 + (at < to ? bytes[at]! - 0x30 : 0)
  return micros
}

function digitsEnd(bytes: Uint8Array, from: number, last: number): number {
  let at = from
  while (at < last && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++
  return at
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 0x30
  const ones = bytes[at + 1]! - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER
}

/**
 * Beyond 2^53 microseconds, before 1714 and after 2285, their number is never formed: seconds = high × 2^16 + low, and with that
 * microseconds = (high × 10^6) × 2^16 + (low × 10^6 + micros), each bracket exact.
 */
function writeField(seconds: number, micros: number, target: Uint8Array, to: number): void {
  writeInt32(target, to, 8)
  if (seconds < EXACT_SECONDS && seconds > -EXACT_SECONDS) {
    const all = seconds * 1e6 + micros
    const word = Math.floor(all / 0x1_0000_0000)
    writeInt32(target, to + 4, word)
    writeInt32(target, to + 8, all - word * 0x1_0000_0000)
    return
  }
  const high = Math.floor(seconds / 0x1_0000) * 1e6
  const highWord = Math.floor(high / 0x1_0000)
  const low =
    (high - highWord * 0x1_0000) * 0x1_0000 + (seconds - Math.floor(seconds / 0x1_0000) * 0x1_0000) * 1e6 + micros
  const carry = Math.floor(low / 0x1_0000_0000)
  writeInt32(target, to + 4, highWord + carry)
  writeInt32(target, to + 8, low - carry * 0x1_0000_0000)
}
