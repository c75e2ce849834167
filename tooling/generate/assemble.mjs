// Compiles the server's `assembly` folder to WebAssembly, as text, so that it goes wherever the code goes; with --check it writes nothing and
// fails when that is stale. Run by `pnpm assemble`, before `pnpm build`.
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { freshen } from './freshen.mjs'
import { neat } from './neat.mjs'

const FOLDER = fileURLToPath(new URL('../../packages/server/assembly', import.meta.url))
const MODULE = 'plain-rows.wasm'

const text = await neat([
  '// Generated from packages/server/assembly by `pnpm assemble`. Do not edit.\n',
  '/** A WebAssembly module in base64. */',
  `export const plainRowsModule = '${Buffer.from(await assemble('plain-rows.ts')).toString('base64')}'`,
])
await freshen([{ file: 'packages/server/src/loads/reading/generated/plain-rows-module.ts', text }], 'pnpm assemble')

async function assemble(entry) {
  const sources = new Map()
  for (const name of await readdir(FOLDER)) sources.set(name, await readFile(`${FOLDER}/${name}`, 'utf8'))
  let wasm
  let complaint = ''
  const { error } = await asc.main([entry, '--outFile', MODULE, '-O3', '--noAssert', '--runtime', 'stub'], {
    stderr: { write: (text) => (complaint += text) },
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => name === MODULE && (wasm = contents),
    listFiles: () => [],
  })
  if (error || complaint)
    throw new Error(`packages/server/assembly cannot be compiled:\n${complaint}`, { cause: error })
  return wasm
}
