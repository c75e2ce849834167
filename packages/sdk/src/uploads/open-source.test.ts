import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { LoadSource } from '../rollcall.js'
import { openSource } from './open-source.js'

test('A file gives its size and its bytes', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'jobs.csv')
  await writeFile(path, '1,Cook\n')
  expect(await read(path)).toEqual({ bytes: 7, text: '1,Cook\n' })
})

test('A Blob gives its size and its bytes', async () => {
  expect(await read(new Blob(['1,', 'Cook']))).toEqual({ bytes: 6, text: '1,Cook' })
})

test.each([
  ['a stream of the web', () => new Blob(['1,Cook']).stream()],
  ['a stream of Node', () => Readable.from([Buffer.from('1,'), 'Cook'])],
  ['a list', () => ['1,', new TextEncoder().encode('Cook')]],
])('%s gives its bytes', async (_, source) => {
  expect(await read(source() as LoadSource)).toEqual({ bytes: null, text: '1,Cook' })
})

test('A missing file and a folder are told by their path', async () => {
  await using folder = await temporaryFolder()
  const missing = join(folder.path, 'missing.csv')
  await expect(read(missing)).rejects.toMatchObject({ code: 'invalid_input', message: `There is no file ${missing}.` })
  await expect(read(folder.path)).rejects.toMatchObject({
    code: 'invalid_input',
    message: `${folder.path} is a folder; expected a file.`,
  })
})

test.each([
  ['grows', (path: string) => appendFile(path, 'more')],
  ['shrinks', (path: string) => truncate(path, 2)],
  ['is written anew', writeLater],
])('A file that %s while it is read is refused', async (_, change) => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'jobs.csv')
  await writeFile(path, '1,Cook\n')
  const { chunks } = await openSource(path)
  await change(path)
  await expect(textOf(chunks)).rejects.toMatchObject({ code: 'invalid_input', message: /was changed/ })
})

/** As long, in the same place; a clock that ticks slowly would tell no later time by itself. */
async function writeLater(path: string): Promise<void> {
  await writeFile(path, '2,Chef\n')
  const later = new Date(Date.now() + 10_000)
  await utimes(path, later, later)
}

test('What cannot be read is refused', async () => {
  await expect(openSource(7 as never)).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(openSource(null as never)).rejects.toMatchObject({ code: 'invalid_input' })
})

test('A stream nobody reads on is told so', async () => {
  let reason = 'not cancelled'
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => void (reason = 'cancelled'),
  })
  const { chunks } = await openSource(stream)
  for await (const _ of chunks) break
  expect(reason).toBe('cancelled')
})

async function read(source: LoadSource): Promise<{ bytes: number | null; text: string }> {
  const { bytes, chunks } = await openSource(source)
  return { bytes, text: await textOf(chunks) }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString()
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'rollcall-sdk-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
