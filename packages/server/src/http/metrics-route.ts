import type { FastifyInstance } from 'fastify'
import type { RouteDocs } from '../openapi/route-docs.js'
import type { Metrics } from '../operations/metrics.js'

/** `/metrics` gives the figures of this server to Prometheus. */
export function metricsRoute(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', { config: { scope: 'read', always: true, docs: METRICS } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.read()),
  )
}

const METRICS: RouteDocs = {
  always: true,
  tag: 'How the server is',
  summary: 'The figures of this server, for Prometheus',
  answers: { 200: { description: "Prometheus' text format.", content: { 'text/plain': 'bytes' } } },
}
