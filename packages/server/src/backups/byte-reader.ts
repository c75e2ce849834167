import type avro from 'avsc'

/** Takes bytes from a stream a piece at a time, of any length. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #bytes: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Whether there are bytes left. */
  async more(): Promise<boolean> {
    return this.#bytes.length > 0 || (await this.#fill())
  }

  /** The next bytes, exactly so many; throws when there are fewer. */
  async take(length: number): Promise<Buffer> {
    const pieces = [this.#bytes]
    let have = this.#bytes.length
    while (have < length) {
      if (!(await this.#fill())) throw new Error(`it ends ${length - have} bytes too early`)
      pieces.push(this.#bytes)
      have += this.#bytes.length
    }
    const all = pieces.length === 1 ? this.#bytes : Buffer.concat(pieces)
    this.#bytes = all.subarray(length)
    return all.subarray(0, length)
  }

  /** The next value of a type, which should be a small one. */
  async decode(type: avro.Type): Promise<unknown> {
    for (;;) {
      const { value, offset }: { value: unknown; offset: number } = type.decode(this.#bytes)
      if (offset >= 0) {
        this.#bytes = this.#bytes.subarray(offset)
        return value
      }
      const before = this.#bytes
      if (before.length > MOST_SMALL_BYTES) throw new Error('its header is not one')
      if (!(await this.#fill())) throw new Error('it ends in the middle of a value')
      this.#bytes = Buffer.concat([before, this.#bytes])
    }
  }

  async #fill(): Promise<boolean> {
    const { value, done } = await this.#source.next()
    this.#bytes = done ? Buffer.alloc(0) : value
    return !done && (this.#bytes.length > 0 || (await this.#fill()))
  }
}

const MOST_SMALL_BYTES = 4 * 1024 * 1024
