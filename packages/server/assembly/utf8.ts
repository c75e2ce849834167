import { byteAt, SPACE } from './bytes'

/** Whether a text is UTF-8 and has a character that is no white space of Unicode; a few good ones are left out. */
export function isGoodText(first: usize, last: usize): bool {
  let isVisible = false
  let at = first
  while (at < last) {
    const length = characterLength(at, last)
    if (length === 0) return false
    isVisible = isVisible || isSurelyVisible(byteAt(at), byteAt(at + 1))
    at += length
  }
  return isVisible
}

/** How many bytes the character at `at` has, or 0 when there is none: overlong, a surrogate, cut off, beyond U+10FFFF. */
function characterLength(at: usize, end: usize): usize {
  const lead = byteAt(at)
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length: usize = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (at + length > end) return 0
  const second = byteAt(at + 1)
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0
  for (let next = at + 2; next < at + length; next++) if (byteAt(next) >>> 6 !== 0b10) return 0
  return length
}

function lowestSecond(lead: u32): u32 {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
}

function highestSecond(lead: u32): u32 {
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
}

/** Judged by the first two bytes: Unicode's white space begins with C2, E1, E2, E3 80 and EF (and U+FEFF with the last). */
function isSurelyVisible(lead: u32, second: u32): bool {
  if (lead < 0x80) return lead > SPACE
  if (lead === 0xe3) return second !== 0x80
  return lead !== 0xc2 && lead !== 0xe1 && lead !== 0xe2 && lead !== 0xef
}
