import { RollcallError } from '@rollcall/sdk'
import { GivenUp } from '../given-up.js'
import { amount } from '../output/numbers.js'
import type { Line } from './batches-of.js'

interface Stopped {
  /** What stopped the load. */
  cause: unknown
  /** The request that was not answered, if one was under way. */
  sending: Line[] | null
  inserted: number
  /** The number of the last line that was dealt with; 0 when there is none. */
  lastLine: number
}

/** Why a load that is kept as it goes stopped in the middle, and what exactly is in the table now. */
export function stoppedError({ cause, sending, inserted, lastLine }: Stopped): Error {
  const before = lastLine === 0 ? 'Nothing was loaded' : `Up to line ${lastLine}, ${kept(inserted)}`
  if (isAbort(cause)) return new GivenUp(`Interrupted. ${before}; no more was sent.`, { interrupted: true })
  const message = cause instanceof Error ? cause.message : String(cause)
  if (sending && !isRefusal(cause)) return withMessage(cause, `${message} ${before}. ${openEnd(sending)}`)
  return withMessage(cause, lastLine === 0 ? message : `${message} ${before}; nothing after it was loaded.`)
}

function kept(inserted: number): string {
  if (inserted === 0) return 'no row was inserted'
  return inserted === 1 ? '1 row was inserted and stays' : `${amount(inserted, 'row')} were inserted and stay`
}

function openEnd(sending: Line[]): string {
  const [from, to] = [sending[0]?.record.line, sending.at(-1)?.record.line]
  const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`
  return `Whether ${lines} went in is not known. Load the file again with --mode file --on-conflict skip, which passes over what is there.`
}

/** A server that says no has done nothing; neither has one that was not there. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof RollcallError)) return false
  return (
    ['unauthorized', 'forbidden', 'invalid_input', 'too_large', 'unsupported', 'rate_limited'].includes(error.code) ||
    isNotSent(error)
  )
}

function isNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code: unknown = 'code' in error ? error.code : undefined
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || isNotSent(error.cause)
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function withMessage(error: unknown, message: string): Error {
  if (!(error instanceof RollcallError)) return new Error(message, { cause: error })
  const { code, requestId, issues } = error
  return new RollcallError(code, message, { requestId, issues, cause: error })
}
