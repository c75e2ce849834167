import { initTRPC } from '@trpc/server'
import { errorData } from './errors/error-data.js'
import { fromDatabase } from './errors/from-database.js'
import { ServerError } from './errors/server-error.js'
import type { RequestContext } from './request-context.js'

const t = initTRPC.context<RequestContext>().create({
  errorFormatter: ({ shape, error, ctx }) => errorData(shape, error, ctx?.requestId ?? null),
})

export const router = t.router

/** Every procedure: what the database says is told in our words, and what nobody foresaw is logged under the request's id. */
export const procedure = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok) return result
  const told = fromDatabase(result.error.cause)
  if (told instanceof ServerError) throw told
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.services.log.error({ err: result.error, requestId: ctx.requestId, path }, 'A procedure failed unforeseen')
  }
  return result
})
