/** Bytes that grow: write into `bytes` from `length` on, after `reserve` made room, and move `length`. */
export class ByteWriter {
  bytes: Buffer
  length = 0

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity)
  }

  /** Makes room for so many more bytes. */
  reserve(room: number): void {
    if (this.length + room <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.length + room))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }

  /** Appends bytes. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Appends a 32-bit integer, high byte first; the room must be there. */
  int32(value: number): void {
    writeInt32(this.bytes, this.length, value)
    this.length += 4
  }
}

/** Writes the low 32 bits of an integer at `at`, high byte first. */
export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
