import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ServerError } from '../errors/server-error.js'
import type { Limits } from '../limits.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route is answered whatever the limits are: it tells how the server is. */
    always?: boolean
  }
}

/**
 * Counts the requests of a minute, in memory: those of one address before it is asked who they are of, those of one token after `guard` did.
 * Whoever is over a limit is told `rate_limited`, and when the minute ends.
 */
export async function rateLimits(app: FastifyInstance, limits: Rates, guard: () => void): Promise<void> {
  const { requestsPerAddress, requestsPerToken } = limits
  await app.register(fastifyRateLimit, { global: false, timeWindow: MINUTE, cache: MOST_KEYS })
  const byAddress = app.createRateLimit({ max: requestsPerAddress })
  const byToken = app.createRateLimit({ max: requestsPerToken, keyGenerator: ({ access }) => access.token ?? '' })
  if (requestsPerAddress > 0) {
    app.addHook('onRequest', async (request) => {
      if (!isAlways(request)) assertWithin(await byAddress(request), `from ${request.ip}`)
    })
  }
  guard()
  if (requestsPerToken > 0) {
    app.addHook('onRequest', async (request) => {
      const { token } = request.access
      if (token !== null) assertWithin(await byToken(request), `with the token ${token}`)
    })
  }
}

type Rates = Pick<Limits, 'requestsPerAddress' | 'requestsPerToken'>

const MINUTE = 60_000

/** So many addresses and tokens are remembered; the one seen longest ago is forgotten first. */
const MOST_KEYS = 10_000

function isAlways({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.always === true
}

type Counted = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

function assertWithin(counted: Counted, whose: string): void {
  if (counted.isAllowed || !counted.isExceeded) return
  const { max, ttlInSeconds } = counted
  throw new ServerError(
    'rate_limited',
    `More than ${max} requests came ${whose} within a minute. Try again in ${ttlInSeconds} s.`,
    { retryAfter: ttlInSeconds },
  )
}
