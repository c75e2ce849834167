import { progressDisplay } from '../progress/progress-display.js'
import type { Session } from '../session.js'
import { type LoadOutcome, outcomeOf, RAN_AGAIN } from './load-outcome.js'

/** Waits for the end of a load that was started before and shows how far it is; Ctrl-C ends the waiting, not the load. */
export async function followLoad(session: Session, load: string): Promise<LoadOutcome> {
  const { rollcall, signal, tell, program } = session
  const progress = progressDisplay(session)
  let attempt = 0
  try {
    return await outcomeOf(
      rollcall.loads.follow(load, {
        signal,
        onProgress(now) {
          attempt = now.attempt
          progress.update(now)
        },
      }),
    )
  } catch (error) {
    progress.stop()
    if (signal.aborted) tell(`The load goes on; \`${program} cancel ${load}\` stops it.`)
    throw error
  } finally {
    progress.stop()
    if (attempt > 1) tell(RAN_AGAIN)
  }
}
