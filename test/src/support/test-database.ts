import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { admin, withDatabase } from './one-postgres.js'

/** A migrated database of this test's own. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  /** Runs plain SQL: what the database holds is asked of it, not of us. */
  readonly sql: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>
}

/** Clones the template. The clone is dropped when disposed of; ROLLCALL_KEEP_DATABASES=1 keeps it for a look. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `rollcall_test_${randomUUID().replaceAll('-', '')}`
  const server = inject('serverUrl')
  await admin(server, `CREATE DATABASE ${name} TEMPLATE ${inject('template')}`)
  const url = withDatabase(server, name)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query("SET TIME ZONE 'UTC'")
  return {
    url,
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await client.query<Row>(text, values)).rows
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      if (!process.env['ROLLCALL_KEEP_DATABASES']) await admin(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}
