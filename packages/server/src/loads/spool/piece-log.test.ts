import { mkdtemp, open, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DATA, hasPieces, logPiece, PIECES, sha256Of } from './piece-log.js'

/** More than is read of a log at once. */
const PIECES_SENT = 3000

it.skipIf(process.platform !== 'linux')('closes the log of an upload that is not what was sent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-pieces-'))
  try {
    await writeFile(join(folder, DATA), 'a'.repeat(PIECES_SENT))
    await writeFile(join(folder, PIECES), '')
    const ofOne = await sha256Of(join(folder, DATA), { start: 0, end: 1 })
    const log = await open(join(folder, PIECES), 'r+')
    for (let end = 1; end <= PIECES_SENT; end++) await logPiece(log, end, ofOne)
    await log.close()
    await writeFile(join(folder, DATA), 'b', { flag: 'r+' })
    for (let look = 0; look < 5; look++) expect(await hasPieces(folder)).toBe(false)
    await expect.poll(() => openFilesIn(folder)).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})

async function openFilesIn(folder: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd')
  const files = await Promise.all(descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')))
  return files.filter((file) => file.startsWith(folder))
}
