import { type ErrorIssue, RollcallError } from '@rollcall/sdk'
import { GivenUp } from '../given-up.js'
import { WrongUsage } from '../wrong-usage.js'

/** An error as JSON tells it. */
export interface ErrorDocument {
  error: { code: string; message: string; requestId: string | null; issues: ErrorIssue[] }
}

/** The JSON document of an error, of whatever kind it is. */
export function errorDocument(error: unknown): ErrorDocument {
  if (error instanceof RollcallError && !isAbort(error)) {
    const { code, message, requestId, issues } = error
    return { error: { code, message, requestId, issues } }
  }
  return { error: { code: codeOf(error), message: messageOf(error), requestId: null, issues: [] } }
}

function codeOf(error: unknown): string {
  if (error instanceof WrongUsage) return 'invalid_input'
  return isAbort(error) || error instanceof GivenUp ? 'cancelled' : 'internal'
}

function messageOf(error: unknown): string {
  if (isAbort(error)) return 'Interrupted.'
  return error instanceof Error ? error.message : String(error)
}

/** Whether the work was given up by us, before there was a task to cancel. */
function isAbort(error: unknown): boolean {
  if (error instanceof RollcallError) return error.code === 'cancelled' && error.requestId === null && !error.task
  return error instanceof Error && error.name === 'AbortError'
}
