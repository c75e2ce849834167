import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDatabase } from '@rollcall/postgres'
import { describeSchema, migrateUp, openDatabase } from '@rollcall/server'

/**
 * The migrated schema as SQL, from a real database: DATABASE_URL is left alone, a fresh embedded one is used.
 * @returns {Promise<{ file: string, text: string }>}
 */
export async function makeSchema() {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-schema-'))
  // As root, PostgreSQL runs as another user: one who cannot pass through would have its data kept outside the folder.
  await chmod(home, 0o711)
  try {
    const found = await findDatabase({ home, role: 'serve' })
    const database = openDatabase(found.url)
    try {
      await migrateUp(database)
      const head = '-- Generated from the migrations by `pnpm generate`. Do not edit.\n\n'
      return { file: 'packages/server/schema.sql', text: head + (await describeSchema(database.query)) }
    } finally {
      await database[Symbol.asyncDispose]()
      await found[Symbol.asyncDispose]()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
