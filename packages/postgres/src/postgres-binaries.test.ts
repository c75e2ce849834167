import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { expect, it, vi } from 'vitest'

import { findBinaries, readyBinaries } from './postgres-binaries.js'
import { runProgram } from './run-program.js'

const isRoot = process.getuid?.() === 0

it('names the platform that has no embedded PostgreSQL and the way out', async () => {
  const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('win32')
  const message = expect.stringMatching(/does not run on win32-.*Set DATABASE_URL/) as string
  const found = findBinaries({ runAs: undefined, copies: tmpdir() })
  await expect(found).rejects.toMatchObject({ code: 'unsupported_platform', message })
  platform.mockRestore()
})

it('makes the library links that an installer left out', async () => {
  await using copy = await packageWithoutLinks()
  const binaries = await readyBinaries(copy.folder, { runAs: undefined, copies: copy.copies })
  expect(binaries.postgres).toBe(join(copy.folder, 'native', 'bin', 'postgres'))
  const { output } = await runProgram(binaries.initdb, ['--version'], undefined)
  expect(output).toContain(`initdb (PostgreSQL) ${binaries.major}.`)
})

it('copies a package whose path a shell would misread, and replaces a copy that is not complete', async () => {
  await using original = await packageWithoutLinks('a "quoted" name')
  const use = { runAs: undefined, copies: original.copies }
  const { postgres } = await readyBinaries(original.folder, use)
  expect(postgres.startsWith(original.copies)).toBe(true)
  await rm(join(dirname(postgres), '..', 'share', 'postgresql', 'postgresql.conf.sample'))
  await readyBinaries(original.folder, use)
  const { mode } = await lstat(join(dirname(postgres), '..', 'share', 'postgresql', 'postgresql.conf.sample'))
  expect(mode & 0o777).toBe(0o644)
  expect(await readdir(original.copies)).toHaveLength(1)
})

it.runIf(!isRoot)('copies a package that it may not complete', async () => {
  await using original = await packageWithoutLinks()
  const lib = join(original.folder, 'native', 'lib')
  await chmod(lib, 0o500)
  const { postgres } = await readyBinaries(original.folder, { runAs: undefined, copies: original.copies })
  await chmod(lib, 0o700)
  expect(postgres.startsWith(original.copies)).toBe(true)
})

interface PackageCopy extends AsyncDisposable {
  folder: string
  copies: string
}

async function packageWithoutLinks(name = 'package'): Promise<PackageCopy> {
  const place = await mkdtemp(join(tmpdir(), 'rollcall-binaries-'))
  const folder = join(place, name)
  const installed = await findBinaries({ runAs: undefined, copies: join(place, 'unused') })
  const source = dirname(dirname(dirname(installed.postgres)))
  await mkdir(folder)
  await cp(join(source, 'package.json'), join(folder, 'package.json'))
  const native = join(folder, 'native')
  const isNoLink = async (path: string): Promise<boolean> => !(await lstat(path)).isSymbolicLink()
  await cp(join(source, 'native'), native, { recursive: true, filter: isNoLink })
  const remove = (): Promise<void> => rm(place, { recursive: true, force: true })
  return { folder, copies: join(place, 'copies'), [Symbol.asyncDispose]: remove }
}
