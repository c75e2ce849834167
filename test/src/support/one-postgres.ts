import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDatabase } from '@rollcall/postgres'
import { migrateUp, openDatabase } from '@rollcall/server'
import pg from 'pg'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where databases for tests are made; DATABASE_URL, else an embedded PostgreSQL of this run. */
    serverUrl: string
    /** A migrated database to clone. */
    template: string
  }
}

/** Starts the PostgreSQL of the run and migrates the template that test databases are cloned from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-test-'))
  // As root, PostgreSQL runs as another user, and the data of a home it cannot pass through would stay behind elsewhere.
  await chmod(home, 0o755)
  const found = await findDatabase({ databaseUrl: process.env['DATABASE_URL'], home, role: 'serve' })
  const template = `rollcall_template_${process.pid}`
  await admin(found.url, `CREATE DATABASE ${template} TEMPLATE template0`)
  await migrate(withDatabase(found.url, template))
  project.provide('serverUrl', found.url)
  project.provide('template', template)
  return async () => {
    await admin(found.url, `DROP DATABASE ${template} WITH (FORCE)`)
    await found[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  }
}

async function migrate(url: string): Promise<void> {
  await using database = openDatabase(url)
  await migrateUp(database)
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** Runs one statement outside any test database. */
export async function admin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
