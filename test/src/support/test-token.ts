import { createRollcall, type Rollcall } from '@rollcall/sdk'
import { createToken, openDatabase, type Scope } from '@rollcall/server'
import type { TestDatabase } from './test-database.js'

/** Makes a token beside the server, as `rollcall-server token create` does; from then on the server wants one of everybody. */
export async function testToken({ url }: TestDatabase, ...scopes: Scope[]): Promise<{ id: string; token: string }> {
  await using database = openDatabase(url)
  const { token, record } = await createToken(database.query, { name: 'test', scopes, expiresAt: null })
  return { id: record.id, token }
}

/** A client with a token of these scopes, which asks once only. */
export async function clientWith(
  server: { url: string; database: TestDatabase },
  ...scopes: Scope[]
): Promise<Rollcall & { id: string; token: string }> {
  const { id, token } = await testToken(server.database, ...scopes)
  return { ...createRollcall({ url: server.url, token, retries: 0 }), id, token }
}
