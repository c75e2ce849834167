/** Chunks whose beginning is known: `all` gives it again, as the beginning of its first chunk. To be gone through once. */
export interface Headed {
  /** At least so many bytes as were asked for, or all there are. */
  head: Buffer
  all: AsyncIterable<Buffer>
}

/** Looks at the first bytes of an input before it is gone through. */
export async function withHead(chunks: AsyncIterable<Buffer>, bytes: number): Promise<Headed> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first: Buffer[] = []
  let length = 0
  while (length < bytes) {
    const { done, value } = await iterator.next()
    if (done) break
    // The next one may be written over it.
    first.push(value.length < bytes ? Buffer.from(value) : value)
    length += value.length
  }
  const head = first.length === 1 ? first[0]! : Buffer.concat(first)
  return { head, all: joined(head, iterator) }
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    if (head.length > 0) yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
