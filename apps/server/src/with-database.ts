import { findDatabase } from '@rollcall/postgres'
import { type Database, openDatabase, waitForDatabase } from '@rollcall/server'
import { readSettings } from './env.js'

/** Runs `work` on the database of the environment, beside a running server or without one. */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { databaseUrl, home } = readSettings(process.env)
  await using found = await findDatabase({ databaseUrl, home, role: 'join' })
  await waitForDatabase(found.url, { seconds: 0, tell: () => undefined })
  await using database = openDatabase(found.url)
  return await work(database)
}
