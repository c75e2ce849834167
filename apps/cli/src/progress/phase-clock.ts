import type { Progress } from './progress-text.js'

type Phase = Progress['phase']

/** Tells how long work is in its phase. */
export interface PhaseClock {
  /** Whether the phase is another than at the last call, and the seconds since it began. */
  at(phase: Phase): { changed: boolean; seconds: number }
}

/** Makes a clock of a function that tells the milliseconds. */
export function phaseClock(now: () => number): PhaseClock {
  let current: Phase | undefined
  let began = 0
  return {
    at(phase) {
      const changed = phase !== current
      if (changed) began = now()
      current = phase
      return { changed, seconds: (now() - began) / 1000 }
    },
  }
}
