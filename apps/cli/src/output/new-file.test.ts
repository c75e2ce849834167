import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkNewFile, writeNewFile } from './new-file.js'

async function scratch(): Promise<AsyncDisposable & { folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-cli-'))
  return {
    folder,
    path: join(folder, 'out.csv'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

async function* bytes(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('half')
  throw new Error('the server went away')
}

it('writes all chunks, one after the other', async () => {
  await using place = await scratch()
  await writeNewFile(place.path, bytes('a', 'b', 'c'), { force: false })
  expect(await readFile(place.path, 'utf8')).toBe('abc')
})

it('leaves nothing behind when the chunks fail', async () => {
  await using place = await scratch()
  await expect(writeNewFile(place.path, failing(), { force: false })).rejects.toThrow('the server went away')
  expect(await readdir(place.folder)).toEqual([])
})

it('leaves the old file as it was when its replacement fails', async () => {
  await using place = await scratch()
  await writeFile(place.path, 'old')
  await expect(writeNewFile(place.path, failing(), { force: true })).rejects.toThrow('the server went away')
  expect(await readFile(place.path, 'utf8')).toBe('old')
})

it('does not replace a file unless it is forced to', async () => {
  await using place = await scratch()
  await writeFile(place.path, 'old')
  await expect(checkNewFile(place.path, { force: false })).rejects.toThrow('is there already')
  await writeNewFile(place.path, bytes('new'), { force: true })
  expect(await readFile(place.path, 'utf8')).toBe('new')
})

it('writes through a link to the file it leads to', async () => {
  await using place = await scratch()
  const link = join(place.folder, 'link.csv')
  await writeFile(place.path, 'old')
  await symlink(place.path, link)
  await writeNewFile(link, bytes('new'), { force: true })
  expect(await readFile(place.path, 'utf8')).toBe('new')
})

it('never replaces what is not a file', async () => {
  await using place = await scratch()
  await expect(checkNewFile(place.folder, { force: true })).rejects.toThrow('not a file')
})

it('names the folder that is not there', async () => {
  await using place = await scratch()
  const path = join(place.folder, 'none', 'out.csv')
  await expect(checkNewFile(path, { force: false })).rejects.toThrow(`There is no folder ${join(place.folder, 'none')}`)
})
