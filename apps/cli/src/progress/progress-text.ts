import type { LoadProgress, TaskProgress } from '@rollcall/sdk'
import { amount, bytesText, countText, durationText } from '../output/numbers.js'

/** How far a load or another task is. */
export type Progress = LoadProgress | TaskProgress

/** What each phase is called. */
export type PhaseNames = Record<Progress['phase'], string>

export const phaseNames: PhaseNames = {
  uploading: 'Uploading',
  waiting: 'Waiting',
  loading: 'Loading',
  running: 'Working',
}

/** How far a phase is after so many seconds of it: bytes, rows, rate, and the time left where it can be told. */
export function progressText(progress: Progress, seconds: number): string {
  if (progress.phase === 'waiting') return 'for the server to begin'
  return [...figures(progress, seconds), ...timeLeft(progress, seconds)].join(' · ')
}

function figures(progress: Progress, seconds: number): string[] {
  const { phase, done } = progress
  if (phase === 'running') return [rowsDone(progress) + rateText(done, seconds, countText)]
  if (phase !== 'loading') return [bytesDone(progress) + rateText(done, seconds, bytesText)]
  return [bytesDone(progress), amount(progress.rows, 'row') + rateText(progress.rows, seconds, countText)]
}

function rowsDone({ done, total }: Progress): string {
  return total === null ? amount(done, 'row') : `${countText(done)} of ${amount(total, 'row')}`
}

/** The unit is told once where both figures have the same. */
function bytesDone({ done, total }: Progress): string {
  if (total === null) return bytesText(done)
  const [figure, unit] = bytesText(done).split(' ')
  const whole = bytesText(total)
  return `${whole.endsWith(` ${unit}`) ? figure : bytesText(done)} of ${whole}`
}

function rateText(done: number, seconds: number, text: (rate: number) => string): string {
  return isEarly(seconds) ? '' : ` at ${text(done / seconds)}/s`
}

function timeLeft({ done, total }: Progress, seconds: number): string[] {
  if (isEarly(seconds) || total === null || done === 0 || done >= total) return []
  const left = Math.ceil(((total - done) / done) * seconds)
  return [`${left < 60 ? `${left} s` : durationText(left)} left`]
}

/** The first moments say little about the rate. */
function isEarly(seconds: number): boolean {
  return seconds < 1
}
