/** How many bytes the UTF-8 character at `at` has, or 0 when there is none: overlong, a surrogate, cut off, beyond U+10FFFF. */
export function characterLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (at + length > end) return 0
  const second = bytes[at + 1]!
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0
  for (let next = at + 2; next < at + length; next++) if (!isContinuation(bytes[next]!)) return 0
  return length
}

/** Where the first byte is that is not UTF-8, or -1 when there is none. */
export function invalidUtf8At(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end;) {
    const length = characterLength(bytes, at, end)
    if (length === 0) return at
    at += length
  }
  return -1
}

function lowestSecond(lead: number): number {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
}

function highestSecond(lead: number): number {
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf
}
