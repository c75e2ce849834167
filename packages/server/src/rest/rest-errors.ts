import type { FastifyError, FastifyInstance } from 'fastify'
import { fromDatabase } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { statusOf } from '../errors/status-of.js'
import { retryAfterOf } from '../http/error-handler.js'
import { loadInstead } from './limits.js'

/** Answers what goes wrong on the old paths in the old service's shape, `{detail}`; what nobody foresaw is logged and masked. */
export function restErrors(scope: FastifyInstance): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const told = fromDatabase(error)
    if (told instanceof ServerError) {
      return reply.code(statusOf(told.reason)).headers(retryAfterOf(told)).send({ detail: told.message })
    }
    const { statusCode = 500 } = error
    if (statusCode < 500) return reply.code(statusCode).send({ detail: detailOf(error) })
    request.log.error({ err: error, requestId: request.id }, 'A request failed unforeseen')
    const detail = `Something went wrong on the server. Its log has the cause under request ${request.id}.`
    return reply.code(500).send({ detail })
  })
}

function detailOf({ code, message }: FastifyError): string {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return `The body is too large. ${loadInstead()}`
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return `${message}. Send application/json or application/x-www-form-urlencoded.`
  }
  return message
}
