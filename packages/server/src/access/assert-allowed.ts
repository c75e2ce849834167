import { ServerError } from '../errors/server-error.js'
import type { Access } from './doorkeeper.js'
import { allows, type Scope } from './scope.js'

/** Throws `unauthorized` when a token is needed and none came, `forbidden` when the one that came may not. */
export function assertAllowed(access: Access, needed: Scope): void {
  if (allows(access.scopes, needed)) return
  if (access.token === null) {
    throw new ServerError(
      'unauthorized',
      `This needs a token with the scope ${needed}. Send it as \`Authorization: Bearer <token>\`.`,
    )
  }
  const has = access.scopes.length > 0 ? access.scopes.join(', ') : 'none'
  throw new ServerError('forbidden', `The token ${access.token} has the scopes ${has}; this needs ${needed}.`)
}
