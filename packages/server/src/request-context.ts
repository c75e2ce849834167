import type { Actor } from './access/actor.js'
import type { Access } from './access/doorkeeper.js'
import type { Services } from './services.js'

/** What a procedure gets with each request. */
export interface RequestContext {
  requestId: string
  access: Access
  /** Asks once more: what takes long must end when its token does. */
  accessNow: () => Promise<Access>
  actor: Actor
  services: Services
}
