import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fromDatabase } from '../errors/from-database.js'
import { type ErrorCode, ServerError } from '../errors/server-error.js'
import { statusOf } from '../errors/status-of.js'

/** Answers every error that arises outside tRPC: `{error: {code, message, requestId, issues}}`, under /trpc in tRPC's envelope. */
export function errorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => answer(request, reply, tell(error, request)))
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.split('?')[0]}.`
    return answer(request, reply, new ServerError('not_found', message))
  })
}

function tell(error: FastifyError, request: FastifyRequest): ServerError {
  const told = fromDatabase(error)
  if (told instanceof ServerError) return told
  const reason = reasonByStatus[error.statusCode ?? 500]
  if (reason) return new ServerError(reason, error.message, { cause: error })
  request.log.error({ err: error, requestId: request.id }, 'A request failed unforeseen')
  return new ServerError(
    'internal',
    `Something went wrong on the server. Its log has the cause under request ${request.id}.`,
  )
}

const reasonByStatus: Record<number, ErrorCode> = {
  400: 'invalid_input',
  404: 'not_found',
  413: 'too_large',
  408: 'too_slow',
  415: 'unsupported',
  429: 'rate_limited',
}

function answer(request: FastifyRequest, reply: FastifyReply, error: ServerError): FastifyReply {
  const { reason, message, issues } = error
  const status = statusOf(reason)
  reply.headers(retryAfterOf(error))
  if (request.url.startsWith('/trpc')) {
    const data = { code: error.code, httpStatus: status, reason, requestId: request.id, issues }
    return reply.code(status).send({ error: { message, code: -32600, data } })
  }
  return reply.code(status).send({ error: { code: reason, message, requestId: request.id, issues } })
}

/** The header that says when to ask again, where that is known. */
export function retryAfterOf(error: unknown): Record<string, string> {
  const seconds = error instanceof ServerError ? error.retryAfter : undefined
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}
