import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import type { Scope } from './scope.js'
import { makeToken, tokenHash } from './token.js'

/** What is known of a token, but not the token. */
export interface TokenRecord {
  id: string
  name: string
  scopes: Scope[]
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  revokedAt: string | null
}

interface NewToken {
  name: string
  scopes: readonly Scope[]
  /** Null for a token that does not expire. */
  expiresAt: Date | null
}

const COLUMNS = `id, name, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`
const VALID = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())'

/** Makes a token; its text is answered here and never again. */
export async function createToken(
  query: Query,
  { name, scopes, expiresAt }: NewToken,
): Promise<{ token: string; record: TokenRecord }> {
  const { id, text } = makeToken()
  const { rows } = await query<TokenRecord>(
    `INSERT INTO tokens (id, name, sha256, scopes, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
    [id, name, tokenHash(text), scopes, expiresAt],
  )
  const [record] = rows
  if (!record) throw new Error('PostgreSQL did not answer the token it keeps')
  return { token: text, record }
}

/** All tokens ever made, newest first. */
export async function listTokens(query: Query): Promise<TokenRecord[]> {
  return (await query<TokenRecord>(`SELECT ${COLUMNS} FROM tokens ORDER BY created_at DESC, id`)).rows
}

/** Ends a token at once. */
export async function revokeToken(query: Query, id: string): Promise<TokenRecord> {
  const { rows } = await query<TokenRecord>(
    `UPDATE tokens SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE id = $1 RETURNING ${COLUMNS}`,
    [id],
  )
  if (!rows[0])
    throw new ServerError('not_found', `There is no token ${id}. \`rollcall-server token list\` lists them.`)
  return rows[0]
}

/** The hash and scopes of a token that is valid now, and notes that it was used (to the minute). */
export async function useToken(query: Query, id: string): Promise<{ sha256: Buffer; scopes: Scope[] } | undefined> {
  const { rows } = await query<{ sha256: Buffer; scopes: Scope[]; stale: boolean }>(
    `SELECT sha256, scopes, last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS stale
       FROM tokens WHERE id = $1 AND ${VALID}`,
    [id],
  )
  if (rows[0]?.stale) await query('UPDATE tokens SET last_used_at = now() WHERE id = $1', [id])
  return rows[0]
}

/** Whether anybody could come with a token. */
export async function hasValidToken(query: Query): Promise<boolean> {
  const { rows } = await query<{ has: boolean }>(`SELECT EXISTS (SELECT FROM tokens WHERE ${VALID}) AS has`)
  return rows[0]?.has ?? false
}

/** Whether there ever was a token: a server that wanted tokens does not open again when the last one ends. */
export async function everHadToken(query: Query): Promise<boolean> {
  const { rows } = await query<{ had: boolean }>('SELECT EXISTS (SELECT FROM tokens) AS had')
  return rows[0]?.had ?? false
}
