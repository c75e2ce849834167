// Writes every generated file of the repository; with --check it writes nothing and fails when one is stale.
// Run by `pnpm generate`, after `pnpm build`.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tableList } from '@rollcall/tables'
import { appRouter } from '@rollcall/server'
import { makeErrorCodes } from './make-error-codes.mjs'
import { makeProcedures } from './make-procedures.mjs'
import { makeSchema } from './make-schema.mjs'
import { makeTables } from './make-tables.mjs'
import { makeTypes } from './make-types.mjs'
import { readRouter } from './read-router.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What every maker may derive from. */
const source = { router: readRouter(appRouter), tables: tableList }

/** Each answers `{ file, text }`: a path below the root, and what belongs there. */
const makers = [makeSchema, makeTypes, makeErrorCodes, makeProcedures, makeTables]

const stale = []
for (const make of makers) {
  const { file, text } = await make(source)
  if ((await readFile(join(ROOT, file), 'utf8').catch(() => undefined)) !== text) stale.push({ file, text })
}

if (process.argv.includes('--check')) {
  for (const { file } of stale) console.error(`${file} is stale. Run \`pnpm build && pnpm generate\`.`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const { file, text } of stale) {
    await mkdir(dirname(join(ROOT, file)), { recursive: true })
    await writeFile(join(ROOT, file), text)
    console.error(`${file} written`)
  }
}
