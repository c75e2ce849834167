/** The SQLSTATEs that mean something to us; https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const SQLSTATE = {
  foreignKeyViolation: '23503',
  uniqueViolation: '23505',
  checkViolation: '23514',
  deadlockDetected: '40P01',
  dependentObjectsStillExist: '2BP01',
  diskFull: '53100',
  insufficientPrivilege: '42501',
  lockNotAvailable: '55P03',
  objectInUse: '55006',
  invalidTableDefinition: '42P16',
  notNullViolation: '23502',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
  tooManyConnections: '53300',
  undefinedTable: '42P01',
  featureNotSupported: '0A000',
  unknownDatabase: '3D000',
} as const

/** The SQLSTATE of an error that came from PostgreSQL, through knex or Objection or not; undefined for any other. */
export function sqlstateOf(error: unknown): string | undefined {
  const native = nativeError(error)
  // Every SQLSTATE has a digit; Node's EPIPE has none.
  if (!native || typeof native.code !== 'string' || !/^(?=.*\d)[0-9A-Z]{5}$/.test(native.code)) return undefined
  // Citus answers violations met on a worker as XX000: the message tells which it was.
  if (native.code === 'XX000') return sqlstateInMessage(native.message) ?? native.code
  return native.code
}

interface NativeError extends Error {
  code?: unknown
  detail?: string
}

/** Objection wraps what PostgreSQL said: this unwraps it. */
export function nativeError(error: unknown): NativeError | undefined {
  if (!(error instanceof Error)) return undefined
  return 'nativeError' in error ? nativeError(error.nativeError) : error
}

function sqlstateInMessage(message: string): string | undefined {
  if (/violates foreign key constraint/.test(message)) return SQLSTATE.foreignKeyViolation
  if (/violates unique constraint/.test(message)) return SQLSTATE.uniqueViolation
  return /violates check constraint/.test(message) ? SQLSTATE.checkViolation : undefined
}
