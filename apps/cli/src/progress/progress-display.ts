import type { LoadProgress } from '@rollcall/sdk'
import type { Session } from '../session.js'
import { progressBar } from './progress-bar.js'
import { progressLines } from './progress-lines.js'

/** Shows how far a load is, until it is stopped; what comes after that is not shown. */
export interface ProgressDisplay {
  update: (progress: LoadProgress) => void
  stop: () => void
}

/** A bar on a terminal, lines in a log, nothing when quiet. */
export function progressDisplay({ output, quiet }: Pick<Session, 'output' | 'quiet'>): ProgressDisplay {
  if (quiet) return { update: () => undefined, stop: () => undefined }
  return output.terminal ? progressBar(output.messages) : progressLines(output.say)
}
