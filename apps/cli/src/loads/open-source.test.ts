import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openSource } from './open-source.js'

const input = Readable.from([])
const here = fileURLToPath(import.meta.url)

it('takes a dash for standard input', async () => {
  expect(await openSource('-', input)).toBe(input)
})

it('leaves a file to be opened by who knows its length', async () => {
  expect(await openSource(here, input)).toBe(here)
})

it('reads what is not a file as a stream', async () => {
  expect(await openSource('/dev/null', input)).toBeInstanceOf(Readable)
})

it('names the file that is not there', async () => {
  await expect(openSource('none.csv', input)).rejects.toThrow('none.csv cannot be read: it is not there.')
})

it('names what cannot be opened, such as a socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-socket-'))
  const path = join(folder, 'socket')
  const server = createServer().listen(path)
  await once(server, 'listening')
  await expect(openSource(path, input)).rejects.toThrow(`${path} cannot be read: `)
  server.close()
  await rm(folder, { recursive: true })
})

it('refuses a folder', async () => {
  await expect(openSource('/', input)).rejects.toThrow('/ is a folder; name a CSV file.')
})
