import type { FastifyInstance } from 'fastify'
import { migrationStatus } from '../database/migrate.js'
import type { Database } from '../database/open-database.js'

/** `/healthz` tells that the process is up, `/readyz` that the database is there and migrated. */
export function healthRoutes(app: FastifyInstance, database: Database): void {
  app.get('/healthz', { config: { scope: 'open', always: true } }, () => ({ status: 'ok' }))
  app.get('/readyz', { config: { scope: 'open', always: true } }, async (_request, reply) => {
    const pending = await migrationStatus(database).then(
      (status) => status.pending.length,
      () => -1,
    )
    return reply.code(pending === 0 ? 200 : 503).send({ status: pending === 0 ? 'ready' : 'not ready' })
  })
}
