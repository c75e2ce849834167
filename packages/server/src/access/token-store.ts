import { recordedWrite } from '../audit/recorded-write.js'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { type Actor, COMMAND_LINE } from './actor.js'
import { checkNewToken, MOST_TOKENS, type NewToken } from './check-new-token.js'
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

const COLUMNS = `id, name, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`
const VALID = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())'

const insertToken = recordedWrite<TokenRecord>({
  sql: `INSERT INTO tokens (id, name, sha256, scopes, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
  values: 5,
})
const endToken = recordedWrite<TokenRecord>({
  sql: `UPDATE tokens SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL RETURNING ${COLUMNS}`,
  values: 1,
})

/** Makes a token; its text is answered here and never again. Throws `invalid_input` for one that makes no sense. */
export async function createToken(
  query: Query,
  token: NewToken,
  actor: Actor = COMMAND_LINE,
): Promise<{ token: string; record: TokenRecord }> {
  const { name, scopes, expiresAt } = checkNewToken(token)
  await refuseTooMany(query)
  const { id, text } = makeToken()
  const deed = { action: 'tokens.create', detail: { id, name, scopes: scopes.join(', ') } }
  const [record] = await insertToken(query, [id, name, tokenHash(text), scopes, expiresAt], actor, deed)
  if (!record) throw new Error('PostgreSQL did not answer the token it keeps')
  return { token: text, record }
}

async function refuseTooMany(query: Query): Promise<void> {
  const { rows } = await query<{ count: number }>(`SELECT count(*) FROM tokens WHERE ${VALID}`)
  if ((rows[0]?.count ?? 0) < MOST_TOKENS) return
  throw new ServerError('wrong_state', `There are ${MOST_TOKENS} valid tokens already. Revoke those that nobody uses.`)
}

/** All tokens ever made, newest first. */
export async function listTokens(query: Query): Promise<TokenRecord[]> {
  return (await query<TokenRecord>(`SELECT ${COLUMNS} FROM tokens ORDER BY created_at DESC, id`)).rows
}

/** Ends a token at once, on every server of this database; one that has been revoked stays as it is. */
export async function revokeToken(query: Query, id: string, actor: Actor = COMMAND_LINE): Promise<TokenRecord> {
  const [revoked] = await endToken(query, [id], actor, { action: 'tokens.revoke', detail: { id } })
  const record = revoked ?? (await query<TokenRecord>(`SELECT ${COLUMNS} FROM tokens WHERE id = $1`, [id])).rows[0]
  if (record) return record
  throw new ServerError('not_found', `There is no token ${id}. \`token list\` lists them.`)
}

/** What a token that is valid now is compared by, and what it may; `stale` when its use was not noted for a minute. */
export interface KnownToken {
  sha256: Buffer
  scopes: Scope[]
  stale: boolean
}

/** Asked of the database every time, so that a token is revoked at once. */
export async function findValidToken(query: Query, id: string): Promise<KnownToken | undefined> {
  const { rows } = await query<KnownToken>(
    `SELECT sha256, scopes, coalesce(last_used_at < now() - interval '1 minute', true) AS stale
       FROM tokens WHERE id = $1 AND ${VALID}`,
    [id],
    { keep: true },
  )
  return rows[0]
}

/** Notes, to the minute, that a token is used. */
export async function noteUse(query: Query, id: string): Promise<void> {
  await query(
    `UPDATE tokens SET last_used_at = now()
      WHERE id = $1 AND coalesce(last_used_at < now() - interval '1 minute', true)`,
    [id],
  )
}

/** Whether anybody could come with a token, of that scope if it is given. */
export async function hasValidToken(query: Query, scope?: Scope): Promise<boolean> {
  const { rows } = await query<{ has: boolean }>(
    `SELECT EXISTS (SELECT FROM tokens WHERE ${VALID} AND ($1::text IS NULL OR $1 = ANY (scopes))) AS has`,
    [scope ?? null],
  )
  return rows[0]?.has ?? false
}

/** Whether there ever was a token: a server that wanted tokens does not open again when the last one ends. */
export async function everHadToken(query: Query): Promise<boolean> {
  const { rows } = await query<{ had: boolean }>('SELECT EXISTS (SELECT FROM tokens) AS had')
  return rows[0]?.had ?? false
}
