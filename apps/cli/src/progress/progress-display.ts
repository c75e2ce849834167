import type { Session } from '../session.js'
import { progressBar } from './progress-bar.js'
import { progressLines } from './progress-lines.js'
import { phaseNames, type PhaseNames, type Progress } from './progress-text.js'

/** Shows how far work is, until it is stopped; what comes after that is not shown. */
export interface ProgressDisplay {
  update: (progress: Progress) => void
  stop: () => void
}

/** A bar on a terminal, lines in a log, nothing when quiet; `called` names phases otherwise than usual. */
export function progressDisplay(
  { output, quiet }: Pick<Session, 'output' | 'quiet'>,
  called: Partial<PhaseNames> = {},
): ProgressDisplay {
  if (quiet) return { update: () => undefined, stop: () => undefined }
  const names = { ...phaseNames, ...called }
  return output.terminal ? progressBar(output.messages, names) : progressLines(output.say, names)
}
