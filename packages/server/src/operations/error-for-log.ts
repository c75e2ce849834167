import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { ServerError } from '../errors/server-error.js'
import { nativeError, sqlstateOf } from '../errors/sqlstate.js'

/** What the log keeps of an error: where and why it arose, but nothing that a client sent or a table holds. */
export function errorForLog(error: unknown): unknown {
  return told(error, false)
}

/** `wrapped`: what a client is told of it is said by the error around it, so its words may be the client's. */
function told(error: unknown, wrapped: boolean): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const native = nativeError(error) ?? error
  const { cause } = native
  return {
    type: native.name,
    code: codeOf(native),
    message: wrapped && codeOf(native) === undefined ? undefined : messageOf(native),
    stack: placesOf(native),
    ...(cause !== undefined && { cause: told(cause, wrapped || native instanceof ServerError) }),
  }
}

function codeOf(error: Error): string | undefined {
  if (error instanceof ServerError) return error.reason
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** PostgreSQL's classes of errors whose messages name things of the schema and the server only, never a value. */
const TELLING_CLASSES = new Set(['08', '0A', '25', '28', '3D', '40', '42', '53', '54', '55', '57', '58', 'XX'])

function messageOf(error: Error): string | undefined {
  if (error instanceof ServerError || error instanceof SyntaxError) return undefined
  if (error instanceof ZodError) return error.issues.map(({ code, path }) => `${code} at ${path.join('.')}`).join('; ')
  // tRPC repeats the message of the cause.
  if (error instanceof TRPCError && error.cause) return undefined
  const state = sqlstateOf(error)
  return state === undefined || TELLING_CLASSES.has(state.slice(0, 2)) ? error.message : undefined
}

/** The stack without its head, which repeats the message. */
function placesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
}
