import avro from 'avsc'

const long = avro.Type.forSchema('long')

/** Takes bytes from a stream a piece at a time, of any length. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #bytes: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Says that no more is wanted: what the bytes come from is closed. */
  async close(): Promise<void> {
    await this.#source.return?.()
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

  /** The next whole number, spelled as an Avro long; throws for one that JavaScript's numbers do not hold. */
  async long(): Promise<number> {
    for (;;) {
      const { value, offset }: { value: number; offset: number } = long.decode(this.#bytes)
      const before = this.#bytes
      if (offset > MOST_LONG_BYTES || (offset < 0 && before.length > MOST_LONG_BYTES))
        throw new Error('a number in it has no end')
      if (offset >= 0) {
        this.#bytes = before.subarray(offset)
        return value
      }
      if (!(await this.#fill())) throw new Error('it ends in the middle of a number')
      this.#bytes = Buffer.concat([before, this.#bytes])
    }
  }

  async #fill(): Promise<boolean> {
    const { value, done } = await this.#source.next()
    this.#bytes = done ? Buffer.alloc(0) : value
    return !done && (this.#bytes.length > 0 || (await this.#fill()))
  }
}

const MOST_LONG_BYTES = 10
