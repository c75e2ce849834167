import type { TaskOptions } from '@rollcall/sdk'
import { progressDisplay } from '../progress/progress-display.js'
import type { PhaseNames } from '../progress/progress-text.js'
import type { Session } from '../session.js'

/** Does the work of a task and shows how far it is; Ctrl-C cancels the task on the server. */
export async function runWithProgress<Result>(
  session: Session,
  called: Partial<PhaseNames>,
  work: (options: TaskOptions) => Promise<Result>,
): Promise<Result> {
  const { signal, tell } = session
  const progress = progressDisplay(session, called)
  const cancelling = (): void => {
    progress.stop()
    tell('Cancelling; press Ctrl-C again to leave at once.')
  }
  signal.addEventListener('abort', cancelling)
  try {
    const result = await work({ signal, onProgress: (now) => progress.update(now) })
    if (signal.aborted) tell('It was done before it could be cancelled.')
    return result
  } finally {
    signal.removeEventListener('abort', cancelling)
    progress.stop()
  }
}
