import type { FastifyRequest } from 'fastify'
import { underWay } from './under-way.js'

/** How a server comes to its end: no new work from `begin` on, and the answers that are under way come first. */
export interface Stopping {
  readonly begun: boolean
  begin(): void
  /** Counts a request until what this answers is called. */
  onRequest(request: FastifyRequest): () => void
  /** Resolves when every request but those that watch has been answered. */
  answered(): Promise<void>
  /** Resolves when those that watch have been told the end, too. */
  told(): Promise<void>
}

/** Makes the end of one server. */
export function createStopping(): Stopping {
  const requests = underWay()
  const watchers = underWay()
  let begun = false
  return {
    get begun() {
      return begun
    },
    begin() {
      begun = true
    },
    onRequest({ url }) {
      const kind = url.startsWith('/trpc/tasks.watch') ? watchers : requests
      kind.begin()
      return () => kind.end()
    },
    answered: () => requests.idle(),
    told: async () => void (await Promise.all([requests.idle(), watchers.idle()])),
  }
}
