import { isDiskFull } from './is-disk-full.js'
import { nativeError, SQLSTATE, sqlstateOf } from './sqlstate.js'
import { type ErrorCode, ServerError } from './server-error.js'

/** Node's codes for a connection that cannot be made or was lost. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** What pg says, without a code, of a connection that is gone or could not be had. */
const CONNECTION_MESSAGES =
  /Connection terminated|Client has encountered a connection error|timeout expired|Query read timeout/

/** What knex says where all are lent. */
const NO_CONNECTION_FREE = /Timeout acquiring a connection/

/** The one mapping from what the database said to an error for the client; anything unknown comes back as it is, to be masked. */
export function fromDatabase(error: unknown): unknown {
  if (error instanceof ServerError) return error
  const native = nativeError(error)
  if (!native) return error
  if (NO_CONNECTION_FREE.test(native.message)) {
    const told = 'All connections to the database are in use, by requests that wait for others. Try again in a moment.'
    return new ServerError('unavailable', told, { cause: error })
  }
  if (isConnectionLost(native)) {
    return new ServerError('unavailable', 'The database cannot be reached. Try again in a moment.', { cause: error })
  }
  const state = isDiskFull(native) ? SQLSTATE.diskFull : sqlstateOf(native)
  const told = isStillReferenced(native) ? STILL_REFERENCED : toldByState[state ?? '']
  if (!told) return error
  // Of a deadlock it is the numbers of processes.
  const detail = native.detail && state !== SQLSTATE.deadlockDetected ? `: ${native.detail.replace(/\.$/, '')}` : ''
  return new ServerError(told.reason, `${told.what}${detail}.`, { cause: error })
}

interface Told {
  reason: ErrorCode
  what: string
}

const STILL_REFERENCED: Told = {
  reason: 'still_referenced',
  what: 'Nothing was changed, because a row that would go has just come into use. Try again to see what stands in the way',
}

/** Of a foreign key the detail alone tells which side is at fault. */
function isStillReferenced(native: Error & { detail?: string }): boolean {
  return sqlstateOf(native) === SQLSTATE.foreignKeyViolation && / is still referenced from /.test(native.detail ?? '')
}

const toldByState: Record<string, Told> = {
  [SQLSTATE.uniqueViolation]: { reason: 'already_exists', what: 'A row with this key is there already' },
  [SQLSTATE.foreignKeyViolation]: { reason: 'unknown_parent', what: 'The rows do not fit together' },
  [SQLSTATE.checkViolation]: { reason: 'invalid_input', what: 'A value breaks a rule of its column' },
  [SQLSTATE.notNullViolation]: {
    reason: 'invalid_input',
    what: 'A column that was added to the table must have a value; give it a default',
  },
  [SQLSTATE.lockNotAvailable]: {
    reason: 'unavailable',
    what: 'Somebody else is at work on the table; nothing was changed; try again later',
  },
  [SQLSTATE.deadlockDetected]: {
    reason: 'unavailable',
    what: 'Somebody else changed the same rows, and each waited for the other. Nothing was changed. Try again',
  },
  [SQLSTATE.diskFull]: {
    reason: 'unavailable',
    what: "The server's disk is full, or a file there may not grow; nothing was kept; make room and try again",
  },
  [SQLSTATE.queryCanceled]: {
    reason: 'unavailable',
    what: 'The database took longer than a request may take, or somebody stopped it; nothing was changed; try again later',
  },
  [SQLSTATE.undefinedTable]: {
    reason: 'unavailable',
    what: 'The database lacks a table; run `rollcall-server migrate up`',
  },
}

/** True when the database went away or is not taking connections: trying again later may work. */
export function isDatabaseAway(error: unknown): boolean {
  const native = nativeError(error)
  return native !== undefined && isConnectionLost(native)
}

function isConnectionLost(error: Error & { code?: unknown }): boolean {
  const state = sqlstateOf(error)
  if (state) {
    return (
      state.startsWith('08') ||
      state === SQLSTATE.adminShutdown ||
      state === SQLSTATE.crashShutdown ||
      state === SQLSTATE.cannotConnectNow ||
      state === SQLSTATE.tooManyConnections
    )
  }
  const { code, message } = error
  return CONNECTION_CODES.has(String(code)) || CONNECTION_MESSAGES.test(message) || NO_CONNECTION_FREE.test(message)
}
