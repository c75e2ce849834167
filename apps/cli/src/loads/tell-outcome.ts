import type { Reject } from '@rollcall/sdk'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.js'
import { errorDocument } from '../output/error-document.js'
import { errorText } from '../output/error-text.js'
import { printDocument } from '../output/print-document.js'
import { sayingOtherwise } from '../output/saying-otherwise.js'
import type { Session } from '../session.js'
import { loadDocument } from './load-document.js'
import type { LoadOutcome } from './load-outcome.js'
import type { LoadSummary } from './load-summary.js'
import { decisions, hasRead, loadText } from './load-text.js'

interface Told {
  /** Where the rows came from, as a person calls it. */
  source: string
  /** Whether the rejects are saved to a file anyway. */
  saved: boolean
}

/** Tells how a load ended. */
export async function tellOutcome(
  session: Session,
  { result, error }: LoadOutcome,
  { source, saved }: Told,
): Promise<void> {
  const { json, signal, tell } = session
  if (signal.aborted && !error) tell('The load was done before it could be cancelled.')
  const first = result.rejected > 0 && !json ? await firstRejects(session, result.id) : []
  await printOutcome(session, { result, error }, { source, saved, first, short: inShort(result) })
}

interface Shown extends Told {
  /** A few rejects. */
  first: Reject[]
  /** What is said when it cannot be printed. */
  short: string
}

/** Prints what became of a load, and why it failed. */
export async function printOutcome(
  session: Session,
  { result, error }: { result: LoadSummary; error: Error | null },
  { short, ...shown }: Shown,
): Promise<void> {
  const { output, json, program, tell } = session
  const document = { ...loadDocument(result), ...(error && errorDocument(error)) }
  const print = () => (json ? printDocument(output, document) : output.print(loadText(result, { ...shown, program })))
  // The document has the counts alone.
  if (json && hasRead(result)) tell(decisions(result).join('\n'))
  await sayingOtherwise(session, short, print)
  if (error && !json) output.say(errorText(error))
}

/** What became of a load, in one line. */
function inShort({ id, state, inserted, updated, rejected }: LoadOutcome['result']): string {
  return `Load ${id} is ${state}: ${inserted} inserted, ${updated} updated, ${rejected} rejected.`
}

/** A few rejects to begin with; that they cannot be had changes nothing about the load. */
async function firstRejects({ rollcall }: Session, load: string): Promise<Reject[]> {
  const page = await rollcall.loads.rejects({ load, limit: 5 }).catch(() => ({ rejects: [] }))
  return page.rejects
}

/** What the end of a load means to the shell. */
export function codeOf({ result, error }: LoadOutcome, { signal }: Session): ExitCode {
  if (error) return signal.aborted && result.state === 'cancelled' ? exitCodes.interrupted : exitCodeOf(error)
  return result.rejected > 0 ? exitCodes.doneWithRejects : exitCodes.done
}
