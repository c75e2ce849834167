import type { Progress } from './progress-text.js'

type Phase = Progress['phase']

/** Where work is in its phase. */
interface PhaseTime {
  /** Whether the phase is another than at the last call, or has begun anew. */
  changed: boolean
  /** Since it began. */
  seconds: number
  /** How much was done when it began: what was there already says nothing about the rate. */
  from: number
}

/** Tells how long work is in its phase. */
export interface PhaseClock {
  at(progress: Pick<Progress, 'phase' | 'done'>): PhaseTime
}

/** Makes a clock of a function that tells the milliseconds. */
export function phaseClock(now: () => number): PhaseClock {
  let current: Phase | undefined
  let began = 0
  let from = 0
  let last = 0
  return {
    at({ phase, done }) {
      const changed = phase !== current || done < last
      if (changed) {
        began = now()
        from = done
      }
      current = phase
      last = done
      return { changed, seconds: (now() - began) / 1000, from }
    },
  }
}
