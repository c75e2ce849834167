import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ServerError } from '../errors/server-error.js'
import type { Pressure } from '../operations/pressure.js'

interface AdmitOptions {
  pressure: Pressure
  /** Whether the server has been told to stop. */
  isStopping: () => boolean
}

/** How many seconds a server that stops may need until it, or another, serves again. */
const AFTER_STOP = 5

/** Turns requests away, before anything is done for them, while there is too much to do, and new work when the server stops. */
export function admit(app: FastifyInstance, { pressure, isStopping }: AdmitOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (isStopping()) {
      reply.header('connection', 'close')
      if (isWork(request)) return done(later('The server is stopping', AFTER_STOP))
    }
    if (request.routeOptions.config.always) return done()
    const reason = pressure.tooMuch()
    return reason === undefined ? done() : done(later(reason, 1))
  })
}

function later(reason: string, retryAfter: number): ServerError {
  return new ServerError('unavailable', `${reason}. Nothing was done. Try again in ${retryAfter} s.`, { retryAfter })
}

/** Whatever changes something, but for the cancelling of what runs; what an old path begins on GET is refused by the tasks. */
function isWork({ method, url }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && !url.startsWith('/trpc/tasks.cancel')
}
