import { phaseClock } from './phase-clock.js'
import type { ProgressDisplay } from './progress-display.js'
import { phaseNames, type PhaseNames, progressText } from './progress-text.js'

/** How long the next line of a phase waits at least, in milliseconds. */
const EVERY = 2000

/** Progress as lines, for a log: one at every change of phase, and one every two seconds. */
export function progressLines(
  say: (line: string) => void,
  names: PhaseNames = phaseNames,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  const clock = phaseClock(now)
  let last = -Infinity
  let stopped = false
  return {
    update(progress) {
      const { changed, ...time } = clock.at(progress)
      if (stopped || (!changed && now() - last < EVERY)) return
      last = now()
      say(`${names[progress.phase]}: ${progressText(progress, time)}`)
    },
    stop() {
      stopped = true
    },
  }
}
