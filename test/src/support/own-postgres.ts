import { chmod } from 'node:fs/promises'
import { type Database, findDatabase } from '@rollcall/postgres'
import { migrateUp, openDatabase } from '@rollcall/server'
import { endPostgres, postmasterOf } from './server-process.js'
import { tempFolder } from './temp-folder.js'

/** A PostgreSQL of a test's own, which it can stop and start at the same address. */
export interface OwnPostgres extends AsyncDisposable {
  readonly url: string
  readonly stop: () => Promise<void>
  /** Stops it at once, with nothing written down: it recovers when it starts. */
  readonly crash: () => Promise<void>
  readonly start: () => Promise<void>
}

/** Starts a PostgreSQL with a migrated database. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = await tempFolder()
  await chmod(folder.path, 0o755)
  const find = () => findDatabase({ home: folder.path, role: 'serve' })
  let found: Database | undefined = await find()
  const { url } = found
  await using database = openDatabase(url)
  await migrateUp(database)
  const stop = async () => {
    await found?.[Symbol.asyncDispose]()
    found = undefined
  }
  return {
    url,
    stop,
    async crash() {
      const postmaster = await postmasterOf(folder.path)
      // Left in the same moment: who stays starts a PostgreSQL again that goes away.
      const left = stop()
      if (postmaster) process.kill(postmaster, 'SIGQUIT')
      await left
      await endPostgres(folder.path)
    },
    async start() {
      found = await find()
      if (found.url !== url) throw new Error(`PostgreSQL came back at ${found.url}`)
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}
