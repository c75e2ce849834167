import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDatabase } from '@rollcall/postgres'
import { ask, ownDatabase } from '@rollcall/scratch'

/**
 * @typedef {object} Scratch
 * @property {string} url of a database of this run's own
 * @property {string} home a folder of this run's own
 * @property {(sql: string) => Promise<any[]>} sql runs SQL in it, one statement or several
 * @property {() => Promise<void>} drop
 */

/**
 * Makes a database on the PostgreSQL of DATABASE_URL, or on an embedded one.
 * @returns {Promise<Scratch>}
 */
export async function scratchDatabase() {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-bench-'))
  // As root, an embedded PostgreSQL runs as another user, who must be able to pass through.
  await chmod(home, 0o711)
  const found = await findDatabase({ databaseUrl: process.env.DATABASE_URL, home, role: 'serve' })
  const own = await ownDatabase(found.url, 'bench')
  return {
    url: own.url,
    home,
    sql: (text) => ask(own.url, text),
    async drop() {
      await own.drop()
      await found[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
}
