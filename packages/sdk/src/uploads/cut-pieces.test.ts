import { expect, test } from 'vitest'
import { cutPieces } from './cut-pieces.js'

test.each([1, 2, 3, 4, 7, 100])('Pieces of %i bytes hold the same bytes in the same order', async (size) => {
  const pieces = await all(cutPieces(chunksOf('', 'ab', 'c', 'defgh', '', 'i'), size))
  expect(Buffer.concat(pieces).toString()).toBe('abcdefghi')
  expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true)
})

test('Nothing makes no piece', async () => {
  expect(await all(cutPieces(chunksOf('', ''), 4))).toEqual([])
})

test('A chunk may be used again by who made it', async () => {
  const chunk = Buffer.from('ab')
  async function* reused(): AsyncGenerator<Uint8Array> {
    yield chunk
    chunk.write('cd')
    yield chunk
  }
  expect(Buffer.concat(await all(cutPieces(reused(), 3))).toString()).toBe('abcd')
})

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}
