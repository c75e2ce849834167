const LF = 0x0a
const CR = 0x0d

/** Whether a byte ends a line; CRLF is one end. */
export function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}

/** Where the first line ends, or -1 when its end is not there. */
export function firstLineEnd(bytes: Buffer): number {
  return bytes.findIndex(isLineEnd)
}

/** Where the line after the line end at `at` begins. */
export function afterLineEnd(bytes: Buffer, at: number): number {
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1
}

/** How many line ends there are from `from` to `to`. */
export function countLineEnds(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count++
  }
  return count
}

/** How long a record is without the line end behind it. */
export function withoutLineEnd(bytes: Buffer): number {
  if (bytes.at(-1) === LF) return bytes.length - (bytes.at(-2) === CR ? 2 : 1)
  return bytes.length - (bytes.at(-1) === CR ? 1 : 0)
}
