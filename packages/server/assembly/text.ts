import { byteAt, NOT_PLAIN, SPACE, writeInt32 } from './bytes'
import { isGoodText } from './utf8'

/** Texts up to this many bytes cannot be too long, whatever they hold. */
const SURELY_SHORT: usize = 255

/** The most bytes a field of a text has, its length included. */
export const LONGEST_TEXT_FIELD: usize = 4 + SURELY_SHORT

/** Writes the text that begins at `at`; answers where the first byte is that `marks` has a 1 for. */
export function encodeText(at: usize, to: usize, marks: usize): usize {
  const limit = at + SURELY_SHORT
  let end = at
  let target = to + 4
  let seen: u32 = 0
  for (; end < limit; end++) {
    const byte = byteAt(end)
    if (byteAt(marks + byte) !== 0) break
    seen |= byte
    store<u8>(target++, byte)
  }
  if (end === at || byteAt(at) === SPACE || byteAt(end - 1) === SPACE) return NOT_PLAIN
  if (seen >= 0x80 && !isGoodText(at, end)) return NOT_PLAIN
  writeInt32(to, (end - at) as i32)
  return end
}
