import { type LoadFileOptions, type LoadSource, RollcallError, type TableName } from '@rollcall/sdk'
import { progressDisplay } from '../progress/progress-display.js'
import { bytesDone } from '../progress/progress-text.js'
import type { Session } from '../session.js'
import { type LoadOutcome, outcomeOf, RAN_AGAIN } from './load-outcome.js'

/** What can be asked of a load. */
export type Asked = Pick<
  LoadFileOptions,
  'header' | 'columns' | 'delimiter' | 'encoding' | 'onConflict' | 'maxRejects' | 'dryRun'
>

/** Loads a source and shows how far it is; Ctrl-C cancels it on the server. Throws when nothing is known of its rows. */
export async function runLoad(
  session: Session,
  { table, source, ...asked }: Asked & { table: TableName; source: LoadSource },
): Promise<LoadOutcome> {
  const { rollcall, signal, tell } = session
  const progress = progressDisplay(session)
  const cancelling = (): void => {
    progress.stop()
    tell('Cancelling the load; press Ctrl-C again to leave at once.')
  }
  signal.addEventListener('abort', cancelling)
  let started: string | undefined
  let attempt = 0
  try {
    return await outcomeOf(
      rollcall.load(table, source, {
        ...asked,
        signal,
        onProgress(now) {
          attempt = now.attempt
          progress.update(now)
        },
        onResumed: (upload) => tell(resumedText(upload)),
        onStarted: ({ id }) => (started = id),
      }),
    )
  } catch (error) {
    progress.stop()
    if (started !== undefined && mayGoOn(error)) {
      tell(`Load ${started} was started and may go on; \`${session.program} loads\` tells how it ended.`)
    }
    throw error
  } finally {
    signal.removeEventListener('abort', cancelling)
    progress.stop()
    if (attempt > 1) tell(RAN_AGAIN)
  }
}

/** That not all of a file needs to be sent. */
export function resumedText({ received, bytes }: { received: number; bytes: number | null }): string {
  return `Going on with an upload that was interrupted: ${bytesDone({ done: received, total: bytes })} are there.`
}

/** Without an answer it is not known how a load that was started ended. */
function mayGoOn(error: unknown): boolean {
  if (!(error instanceof RollcallError)) return true
  return error.task === null || error.task.state === 'running' || error.task.state === 'waiting'
}
