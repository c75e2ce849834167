import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPieces } from './read-pieces.js'
import { proofRuns } from './testing/proof-runs.js'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'rollcall-pieces-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the pieces are what is there from start to end', async () => {
  const file = join(folder, 'any')
  const place = fc.integer({ min: 0, max: 130 })
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 100 }),
      fc.integer({ min: 1, max: 40 }),
      place,
      fc.oneof(place, fc.constant(Infinity)),
      async (content, bytes, start, end) => {
        await writeFile(file, content)
        const pieces: Buffer[] = []
        for await (const piece of readPieces(file, { bytes, start, end })) {
          // Gives what is read ahead the time to write over it, if it did.
          await new Promise(setImmediate)
          pieces.push(Buffer.from(piece))
        }
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(content.subarray(start, end)))
        expect(pieces.every(({ length }) => length > 0 && length <= bytes)).toBe(true)
      },
    ),
    proofRuns(200),
  )
})

test('a signal ends it between two pieces, with its reason', async () => {
  const file = join(folder, 'long')
  await writeFile(file, 'abcdef')
  const abort = new AbortController()
  const pieces = readPieces(file, { bytes: 2, signal: abort.signal })
  expect((await pieces.next()).value?.toString()).toBe('ab')
  abort.abort(new Error('enough'))
  await expect(pieces.next()).rejects.toThrow('enough')
})

test.each([
  ['that is not there', 'nowhere', 'ENOENT'],
  ['that is a folder', '.', 'EISDIR'],
])('a file %s is told', async (_, name, code) => {
  const pieces = readPieces(join(folder, name), { bytes: 2 })
  await expect(pieces.next()).rejects.toMatchObject({ code })
})
