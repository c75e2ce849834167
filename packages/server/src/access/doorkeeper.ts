import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { refuseForeignPages } from './refuse-foreign-pages.js'
import type { Scope } from './scope.js'
import { tokenHash, tokenId } from './token.js'
import { everHadToken, findValidToken, noteUse } from './token-store.js'

/** Who is asking, and what for they may. */
export interface Access {
  /** The token's id, `admin` for the one of the environment, null for nobody in particular. */
  token: string | null
  scopes: readonly Scope[]
}

export interface AccessRules {
  /** A token with all scopes, from the environment. */
  adminToken?: string | undefined
  /** What may be done without a token once there is one, or from elsewhere than this machine. */
  anonymousScopes: readonly Scope[]
  /** Whether the server can be reached from this machine only. */
  loopback: boolean
}

/** Tells who is asking by the headers of a request; throws `unauthorized` for a token that is none. */
export type Doorkeeper = (headers: IncomingHttpHeaders) => Promise<Access>

/** How long it may take, in milliseconds, until the first token made beside a running server closes it to others. */
const LOOK_EVERY = 1000

export function createDoorkeeper(query: Query, rules: AccessRules): Doorkeeper {
  const adminHash = rules.adminToken === undefined ? undefined : tokenHash(rules.adminToken)
  let looked = { at: -Infinity, keyless: true }

  async function isKeyless(): Promise<boolean> {
    if (!rules.loopback || adminHash || !looked.keyless) return false
    if (performance.now() - looked.at > LOOK_EVERY) {
      looked = { at: performance.now(), keyless: !(await everHadToken(query)) }
    }
    return looked.keyless
  }

  async function holderOf(text: string): Promise<Access> {
    const hash = tokenHash(text)
    if (adminHash && timingSafeEqual(hash, adminHash)) return { token: 'admin', scopes: ['admin'] }
    const id = tokenId(text)
    const known = id === undefined ? undefined : await findValidToken(query, id)
    if (id === undefined || !known || !timingSafeEqual(hash, known.sha256)) {
      throw new ServerError(
        'unauthorized',
        'The token is not valid: mistyped, expired or revoked. `rollcall-server token create` makes one.',
      )
    }
    if (known.stale) await noteUse(query, id)
    return { token: id, scopes: known.scopes }
  }

  return async (headers) => {
    const { authorization } = headers
    if (authorization !== undefined) return holderOf(bearerOf(authorization))
    const keyless = await isKeyless()
    const granted: readonly Scope[] = keyless ? ['admin'] : rules.anonymousScopes
    // A page of another site must not act in the name of whoever happens to sit at this machine.
    if (granted.length > 0) refuseForeignPages(headers, { loopback: rules.loopback })
    return { token: null, scopes: granted }
  }
}

function bearerOf(authorization: string): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  if (token !== undefined) return token
  throw new ServerError('unauthorized', 'The Authorization header is not understood; expected `Bearer <token>`.')
}
