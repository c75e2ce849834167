import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.js'
import { testServer } from '../support/test-server.js'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const SDK = join(ROOT, 'packages/sdk')

const PROGRAM = `
import { createRollcall, RollcallError, type Department } from '@rollcall/sdk'

const rollcall = createRollcall({ url: process.argv[2]! })
const made: Department = await rollcall.departments.create({ id: 7, department: 'Legal' })
// @ts-expect-error: a department has no such column
await rollcall.departments.create({ id: 8, department: 'Legal', floor: 3 }).catch(() => undefined)
const code = await rollcall.departments.get({ id: 9 }).then(() => 'found', (error: unknown) => (error instanceof RollcallError ? error.code : 'other'))
const result = await rollcall.load('jobs', ['1,Welder\\n', '2,\\n'])
console.log(JSON.stringify({ made, code, inserted: result.inserted, rejected: result.rejected }))
`

test('a consumer outside the workspace compiles strictly against the packed SDK, and runs', async () => {
  await using folder = await tempFolder()
  await using server = await testServer()
  await installPacked(folder.path)
  await writeFile(join(folder.path, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(join(folder.path, 'main.ts'), PROGRAM)
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT, files: ['main.ts'] }))

  await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder.path])
  const { stdout } = await run(process.execPath, [join(folder.path, 'main.js'), server.url])
  expect(JSON.parse(stdout)).toEqual({
    made: { id: 7, department: 'Legal' },
    code: 'not_found',
    inserted: 1,
    rejected: 1,
  })
})

test('neither the declarations nor the dependencies of the packed SDK know the server or its libraries', async () => {
  await using folder = await tempFolder()
  const installed = await installPacked(folder.path)
  const names = await readdir(join(installed, 'dist'), { recursive: true })
  const declarations = names.filter((name) => name.endsWith('.d.ts'))
  expect(declarations.length).toBeGreaterThan(5)
  for (const name of declarations) {
    const text = await readFile(join(installed, 'dist', name), 'utf8')
    expect(text, name).not.toMatch(/\b(from|import)\b.*['"](knex|objection|pg|zod|avsc|fastify|@rollcall\/|@trpc\/)/)
  }
  for (const name of await dependenciesOf(installed))
    expect(name).not.toMatch(/^(knex|objection|pg|zod|avsc|fastify|@rollcall\/.*)$/)
})

const STRICT = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  module: 'nodenext',
  types: ['node'],
}

/** Packs the SDK, and installs the tarball with its dependencies as a package manager would; answers where it lies. */
async function installPacked(folder: string): Promise<string> {
  const modules = join(folder, 'node_modules')
  const installed = join(modules, '@rollcall/sdk')
  await mkdir(installed, { recursive: true })
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: SDK })
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  await run('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', installed])
  for (const name of await dependenciesOf(installed)) {
    await cp(join(SDK, 'node_modules', name), join(modules, name), { recursive: true, dereference: true })
  }
  await mkdir(join(modules, '@types'))
  await symlink(join(ROOT, 'test/node_modules/@types/node'), join(modules, '@types/node'))
  return installed
}

async function dependenciesOf(folder: string): Promise<string[]> {
  const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { dependencies: object }
  return Object.keys(dependencies)
}
