/** The bytes that CSV files and cells are read by. */
const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
const SPACE = 0x20
export const QUOTE = 0x22

/** Where a cell begins once the ASCII white space before it is left out. */
export function trimStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isSpace(bytes[at]!)) at++
  return at
}

/** Where a cell ends once the ASCII white space after it is left out. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && isSpace(bytes[at - 1]!)) at--
  return at
}

function isSpace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || (byte >= TAB && byte <= CR))
}
