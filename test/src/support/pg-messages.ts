/** Splits the bytes of one direction of a PostgreSQL connection, as they come in chunks, into whole messages. */
export type PgSplitter = (chunk: Buffer) => Generator<Buffer>

/** A message is a letter and a length that counts itself; the very first that a client says has no letter. */
export function pgMessages({ byClient }: { byClient: boolean }): PgSplitter {
  let rest = Buffer.alloc(0)
  let letter = byClient ? 0 : 1
  return function* (chunk) {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      if (rest.length < letter + 4) return
      const length = letter + rest.readUInt32BE(letter)
      if (rest.length < length) return
      const message = rest.subarray(0, length)
      rest = rest.subarray(length)
      letter = 1
      yield message
    }
  }
}
