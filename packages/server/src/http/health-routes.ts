import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RouteDocs } from '../openapi/route-docs.js'

/** `/healthz` tells that the process is up, `/readyz` whether it can do its work and goes on doing it. */
export function healthRoutes(app: FastifyInstance, isReady: () => Promise<boolean>): void {
  app.get('/healthz', { config: { scope: 'open', always: true, docs: HEALTH } }, () => ({ status: 'ok' }))
  app.get('/readyz', { config: { scope: 'open', always: true, docs: READINESS } }, async (_request, reply) => {
    const ready = await isReady()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
}

const status = (description: string, ...values: [string, ...string[]]) => ({
  description,
  content: { 'application/json': z.object({ status: z.enum(values) }) },
})

const HEALTH: RouteDocs = {
  always: true,
  tag: 'How the server is',
  summary: 'Whether the process is up',
  answers: { 200: status('It is.', 'ok') },
}

const READINESS: RouteDocs = {
  always: true,
  tag: 'How the server is',
  summary: 'Whether the server can do its work',
  description: 'The database is reachable and migrated, the disks have room, and nobody told the server to stop.',
  answers: { 200: status('It can.', 'ready'), 503: status('It cannot.', 'not ready') },
}
