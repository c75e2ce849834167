import { initTRPC } from '@trpc/server'
import { assertAllowed } from './access/assert-allowed.js'
import type { Scope } from './access/scope.js'
import { errorData } from './errors/error-data.js'
import { fromDatabase } from './errors/from-database.js'
import { ServerError } from './errors/server-error.js'
import type { RequestContext } from './request-context.js'

/**
 * What a procedure says of itself where it is declared.
 * @public The declarations of the routers name it.
 */
export interface ProcedureMeta {
  /** What a token needs to call it: one of these. */
  scopes: readonly Scope[]
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({ errorFormatter: ({ shape, error, ctx }) => errorData(shape, error, ctx?.requestId ?? null) })

export const router = t.router

/**
 * Where every procedure begins: with the scope it needs. What the database says is told in our words, and what nobody
 * foresaw is logged under the request's id.
 */
const guarded = t.procedure.use(async ({ ctx, meta, path, next }) => {
  assertAllowed(ctx.access, meta?.scopes ?? [])
  const result = await next()
  // An error of our own keeps what it arose from as its cause, which must not be told again.
  if (result.ok || result.error instanceof ServerError) return result
  const told = fromDatabase(result.error.cause)
  if (told instanceof ServerError) throw told
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.services.log.error({ err: result.error, requestId: ctx.requestId, path }, 'A procedure failed unforeseen')
  }
  return result
})

/** `procedure.read`, `procedure.write`, …: there is none without a scope, so none can be open by mistake. */
export const procedure = {
  read: guarded.meta({ scopes: ['read'] }),
  write: guarded.meta({ scopes: ['write'] }),
  backup: guarded.meta({ scopes: ['backup'] }),
  restore: guarded.meta({ scopes: ['restore'] }),
  admin: guarded.meta({ scopes: ['admin'] }),
  /** One that says more exactly what it needs once it knows what it is about. */
  oneOf: (...scopes: Scope[]) => guarded.meta({ scopes }),
}
