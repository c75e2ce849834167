/** What a cell's encoder answers when the cell is not plain. */
export const NOT_PLAIN: usize = 0

export const LF: u32 = 0x0a
export const CR: u32 = 0x0d
export const SPACE: u32 = 0x20
export const QUOTE: u32 = 0x22
export const MINUS: u32 = 0x2d

export function byteAt(at: usize): u32 {
  return load<u8>(at)
}

/** Writes an integer at `at`, high byte first. */
export function writeInt32(at: usize, value: i32): void {
  store<i32>(at, bswap(value))
}

export function writeInt64(at: usize, value: i64): void {
  store<i64>(at, bswap(value))
}

/** A digit's value; of any other byte, something above 9. */
export function digitAt(at: usize): u32 {
  return byteAt(at) - 0x30
}
