import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'

/** Tells browsers to run and show nothing here that does not come from here. */
export function securityHeaders(app: FastifyInstance): void {
  // Made once: @fastify/helmet makes them anew for each request, which takes a twentieth of a small one.
  const setHeaders = helmet({
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
  app.addHook('onRequest', ({ raw }, reply, done) => setHeaders(raw, reply.raw, () => done()))
}
