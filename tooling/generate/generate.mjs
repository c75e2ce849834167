// Writes what is derived from the tables and the router; with --check it writes nothing and fails when something is stale.
// Run by `pnpm generate`, after `pnpm build`.
import { tableList } from '@rollcall/tables'
import { appRouter } from '@rollcall/server'
import { freshen } from './freshen.mjs'
import { makeErrorCodes } from './make-error-codes.mjs'
import { makeProcedures } from './make-procedures.mjs'
import { makeSchema } from './make-schema.mjs'
import { makeTables } from './make-tables.mjs'
import { makeTypes } from './make-types.mjs'
import { readRouter } from './read-router.mjs'

/** What every maker may derive from. */
const source = { router: readRouter(appRouter), tables: tableList }

const files = []
for (const make of [makeSchema, makeTypes, makeErrorCodes, makeProcedures, makeTables]) files.push(await make(source))
await freshen(files, 'pnpm build && pnpm generate')
