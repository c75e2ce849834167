import fastifyHelmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** Tells browsers to run and show nothing here that does not come from here. */
export async function securityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      // Without `upgrade-insecure-requests`: a server without TLS in front serves its pages too.
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
      },
    },
    // The domains below this one are not ours to speak for.
    strictTransportSecurity: { maxAge: 365 * 86_400, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  })
}
