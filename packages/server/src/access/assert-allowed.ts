import { ServerError } from '../errors/server-error.js'
import type { Access } from './doorkeeper.js'
import { allows, type Scope } from './scope.js'

/**
 * Throws `unauthorized` when a token is needed and none came, `forbidden` when the one that came has none of the scopes of
 * which one is needed. What does not say which it needs is closed to everybody.
 */
export function assertAllowed(access: Access, needed: readonly Scope[]): void {
  if (needed.some((scope) => allows(access.scopes, scope))) return
  if (needed.length === 0) {
    throw new ServerError('forbidden', 'This does not say which scope it needs, so nobody may use it.')
  }
  if (access.token === null) {
    throw new ServerError(
      'unauthorized',
      `This needs a token with the scope ${needed.join(' or ')}. Send it as \`Authorization: Bearer <token>\`.`,
    )
  }
  const has = access.scopes.length > 0 ? access.scopes.join(', ') : 'none'
  throw new ServerError(
    'forbidden',
    `The token ${access.token} has the scopes ${has}; this needs ${needed.join(' or ')}.`,
  )
}
