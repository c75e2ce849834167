import type { Query } from '../database/query.js'
import type { Actor } from './actor.js'
import type { NewToken } from './check-new-token.js'
import { createToken, hasValidToken, listTokens, revokeToken, type TokenRecord } from './token-store.js'

/** What was made or ended of a token, and what whoever did so should know. */
type Warned<Token> = Token & { warning: string | null }

/** The tokens that let people in: made, looked at, ended. */
export interface TokenService {
  create(token: NewToken, actor: Actor): Promise<Warned<TokenRecord & { token: string }>>
  list(): Promise<TokenRecord[]>
  revoke(id: string, actor: Actor): Promise<Warned<TokenRecord>>
}

const NO_ADMIN =
  'No token has the scope admin now, so nobody can make or revoke one over the API. ' +
  '`rollcall-server token create --name admin --scope admin`, where the server runs, makes one.'

/** Makes the service on a database; an admin token of the environment is a way in that the database does not know. */
export function createTokenService(query: Query, { adminToken }: { adminToken?: string | undefined }): TokenService {
  const warning = async () => (adminToken !== undefined || (await hasValidToken(query, 'admin')) ? null : NO_ADMIN)

  return {
    list: () => listTokens(query),
    async create(token, actor) {
      const made = await createToken(query, token, actor)
      return { ...made.record, token: made.token, warning: await warning() }
    },
    async revoke(id, actor) {
      return { ...(await revokeToken(query, id, actor)), warning: await warning() }
    },
  }
}
