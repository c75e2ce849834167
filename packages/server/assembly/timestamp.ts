import { byteAt, digitAt, MINUS, NOT_PLAIN, SPACE, writeInt32, writeInt64 } from './bytes'
import { dayNumber, daysIn } from './calendar'

const DOT: u32 = 0x2e
const PLUS: u32 = 0x2b
const COLON: u32 = 0x3a
const LETTER_T: u32 = 0x54
const LETTER_Z: u32 = 0x5a

/** `YYYY-MM-DDTHH:MM:SS` */
const LOCAL_BYTES: usize = 19
/** What digits that are none come to: outside of every range, whatever is added. */
const NO_NUMBER: i32 = -1_000_000
/** Outside of every range, too. */
const NO_SECONDS: i64 = i64.MIN_VALUE / 2
const NO_OFFSET: i32 = i32.MAX_VALUE

// Eight bytes at once, the first in the lowest bits: `0000-00-` and `00?00:00`, which taken from the text by XOR leave the digits' values, and
// 0 for what stands between them; and 0x7f less the most that may be left, so that adding it sets the highest bit of a byte that is more.
const DATE: u64 = 0x2d30_302d_3030_3030
const DATE_ROOM: u64 = 0x7f76_767f_7676_7676
const TIME: u64 = 0x3030_3a30_3000_3030
const TIME_ROOM: u64 = 0x7676_7f76_767f_7676
const MARK: u64 = 0x00ff_0000

/** How many bytes a field of a timestamp has, its length included. */
export const TIMESTAMP_FIELD: usize = 12

/** Writes the timestamp that begins at `at` as microseconds since 2000-01-01T00:00:00Z; answers where it ends. */
export function encodeTimestamp(at: usize, to: usize): usize {
  let seconds = localSeconds(at)
  let zone = at + LOCAL_BYTES
  let micros: i32 = 0
  if (byteAt(zone) === DOT) {
    const fraction = zone + 1
    zone = digitsEnd(fraction)
    if (zone === fraction || zone - fraction > 6) return NOT_PLAIN
    micros = microsOf(fraction, zone)
  }
  let end = zone + 1
  if (byteAt(zone) !== LETTER_Z) {
    const offset = offsetSeconds(zone)
    if (offset === NO_OFFSET) return NOT_PLAIN
    seconds -= offset
    end = zone + 6
  }
  if (seconds < dayNumber(1, 1, 1) * 86_400 || seconds >= dayNumber(10_000, 1, 1) * 86_400) return NOT_PLAIN
  writeInt32(to, 8)
  writeInt64(to + 4, seconds * 1_000_000 + micros)
  return end
}

/** `YYYY-MM-DD[T ]HH:MM:SS` as seconds since 2000, or NO_SECONDS. */
function localSeconds(at: usize): i64 {
  const mark = byteAt(at + 10)
  const date = load<u64>(at) ^ DATE
  const time = (load<u64>(at + 8) & ~MARK) ^ TIME
  const second = twoDigits(at + 17)
  if (hasOther(date, DATE_ROOM) || hasOther(time, TIME_ROOM) || byteAt(at + 16) !== COLON) return NO_SECONDS
  const year = pairAt(date, 0) * 100 + pairAt(date, 2)
  const month = pairAt(date, 5)
  const day = pairAt(time, 0)
  const hour = pairAt(time, 3)
  const minute = pairAt(time, 6)
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return NO_SECONDS
  if (hour > 23 || minute > 59 || second < 0 || second > 59) return NO_SECONDS
  if (mark !== LETTER_T && mark !== SPACE) return NO_SECONDS
  return dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
}

/** Whether a byte is none that was expected: more than 9 for a digit, or than 0 for what stands between them. */
function hasOther(bytes: u64, room: u64): bool {
  return ((bytes | (bytes + room)) & 0x8080_8080_8080_8080) !== 0
}

/** The number of the digits in a byte and the one after it. */
function pairAt(digits: u64, byte: u64): i32 {
  return (((digits * 10 + (digits >>> 8)) >>> (byte << 3)) & 0x7f) as i32
}

/** `±HH:MM` as seconds east of UTC, or NO_OFFSET. */
function offsetSeconds(at: usize): i32 {
  const sign = byteAt(at)
  const hour = twoDigits(at + 1)
  const minute = twoDigits(at + 4)
  if ((sign !== PLUS && sign !== MINUS) || byteAt(at + 3) !== COLON) return NO_OFFSET
  if (hour < 0 || hour > 15 || minute < 0 || minute > 59) return NO_OFFSET
  const seconds = hour * 3600 + minute * 60
  return sign === PLUS ? seconds : -seconds
}

/** One to six digits as microseconds. */
function microsOf(from: usize, end: usize): i32 {
  let micros: i32 = 0
  for (let at = from; at < from + 6; at++) micros = micros * 10 + (at < end ? (digitAt(at) as i32) : 0)
  return micros
}

function digitsEnd(from: usize): usize {
  let at = from
  while (digitAt(at) <= 9) at++
  return at
}

function twoDigits(at: usize): i32 {
  const tens = digitAt(at)
  const ones = digitAt(at + 1)
  return tens <= 9 && ones <= 9 ? ((tens * 10 + ones) as i32) : NO_NUMBER
}
