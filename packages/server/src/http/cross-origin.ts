import fastifyCors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** Lets pages of these origins use the API, with a token; without any, no other site's page can. */
export async function crossOrigin(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  // The route that the plugin answers preflights with; it gives nothing else away.
  app.addHook('onRoute', (route) => {
    if (route.url === '*' && route.method === 'OPTIONS') route.config = { ...route.config, scope: 'open', docs: 'none' }
  })
  await app.register(fastifyCors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    allowedHeaders: ['authorization', 'content-type', 'content-digest', 'trpc-accept'],
    exposedHeaders: ['x-request-id', 'retry-after', 'allow', 'content-disposition'],
    maxAge: 600,
  })
}
