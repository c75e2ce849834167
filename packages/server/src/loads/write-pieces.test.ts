import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writePieces } from './write-pieces.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-pieces-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('all that is handed in is written, though the memory of a piece is used for the next', async () => {
  const length = fc.oneof(fc.nat(2000), fc.constantFrom(524_287, 524_288, 524_289, 1_300_000))
  await fc.assert(
    fc.asyncProperty(fc.array(length, { maxLength: 12 }), async (lengths) => {
      const path = join(folder, 'rows')
      await writePieces(path, numbered(lengths))
      const written = await readFile(path)
      expect(written.equals(Buffer.concat(lengths.map((size, piece) => Buffer.alloc(size, piece + 1))))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('what cannot be written fails only when the generator has done what it does on its way out', async () => {
  let done = false
  async function* pieces(): AsyncGenerator<Uint8Array[]> {
    try {
      for (;;) yield await Promise.resolve([new Uint8Array(600_000)])
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 50))
      done = true
    }
  }
  await expect(writePieces('/dev/full', pieces())).rejects.toThrow('ENOSPC')
  expect(done).toBe(true)
})

test('what the generator throws is thrown', async () => {
  async function* pieces(): AsyncGenerator<Uint8Array[]> {
    yield await Promise.resolve([new Uint8Array(600_000)])
    throw new Error('no more')
  }
  await expect(writePieces(join(folder, 'broken'), pieces())).rejects.toThrow('no more')
})

async function* numbered(lengths: number[]): AsyncGenerator<Uint8Array[]> {
  const memory = new Uint8Array(Math.max(1, ...lengths))
  for (const [piece, length] of lengths.entries()) {
    const bytes = memory.fill(piece + 1).subarray(0, length)
    yield await Promise.resolve([bytes.subarray(0, length >> 1), bytes.subarray(length >> 1)])
    memory.fill(0)
  }
}
