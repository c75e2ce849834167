import { byteAt, digitAt, MINUS, NOT_PLAIN, writeInt32 } from './bytes'

/** More digits than an int32 has are leading zeros or too large. */
const MOST_DIGITS: usize = 10

/** How many bytes a field of an integer has, its length included. */
export const INTEGER_FIELD: usize = 8

/** Writes the integer that begins at `at` as int4; answers where its digits end. */
export function encodeInteger(at: usize, to: usize): usize {
  const isNegative = byteAt(at) === MINUS
  const first = isNegative ? at + 1 : at
  let end = first
  let value: i64 = 0
  for (let digit = digitAt(end); digit <= 9; digit = digitAt(end)) {
    value = value * 10 + digit
    end++
  }
  if (end === first || end - first > MOST_DIGITS) return NOT_PLAIN
  if (isNegative) value = -value
  if (value < i32.MIN_VALUE || value > i32.MAX_VALUE) return NOT_PLAIN
  writeInt32(to, 4)
  writeInt32(to + 4, value as i32)
  return end
}
