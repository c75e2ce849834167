import { expect, test } from 'vitest'
import { RollcallError } from '../rollcall-error.js'
import { encodeChunks } from './encode-chunks.js'

test('A character cut in two between strings stays whole', async () => {
  expect(await textOf(encodeChunks(['1,\ud83d', '\ude00\n']))).toBe('1,😀\n')
})

test('A lone half of a character is refused, at the end too', async () => {
  await expect(textOf(encodeChunks(['\ude00']))).rejects.toThrow(/half of a character/)
  await expect(textOf(encodeChunks(['\ud83d']))).rejects.toThrow(/half of a character/)
  await expect(textOf(encodeChunks(['\ud83d', new Uint8Array(1)]))).rejects.toThrow(/half of a character/)
})

test('What a source throws is the cause', async () => {
  const cause = new Error('disk gone')
  async function* broken(): AsyncGenerator<string> {
    yield '1,'
    throw cause
  }
  const error: unknown = await textOf(encodeChunks(broken())).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(RollcallError)
  expect(error).toMatchObject({ cause, message: expect.stringContaining('disk gone') })
})

test('Numbers, as an array of bytes gives, are refused', async () => {
  await expect(textOf(encodeChunks(new Uint8Array(2) as never))).rejects.toThrow(/gave a number/)
})

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString()
}
