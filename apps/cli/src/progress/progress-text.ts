import type { LoadProgress } from '@rollcall/sdk'
import { amount, bytesText, countText, durationText } from '../output/numbers.js'

/** What each phase is called. */
export const phaseNames: Record<LoadProgress['phase'], string> = {
  uploading: 'Uploading',
  waiting: 'Waiting',
  loading: 'Loading',
}

/** How far a phase is after so many seconds of it: bytes, rows, rate, and the time left where it can be told. */
export function progressText(progress: LoadProgress, seconds: number): string {
  if (progress.phase === 'waiting') return 'for the server to begin'
  const rate = rateText(progress, seconds)
  const parts =
    progress.phase === 'loading'
      ? [bytesDone(progress), amount(progress.rows, 'row') + rate]
      : [bytesDone(progress) + rate]
  return [...parts, ...timeLeft(progress, seconds)].join(' · ')
}

/** The unit is told once where both figures have the same. */
function bytesDone({ done, total }: LoadProgress): string {
  if (total === null) return bytesText(done)
  const [figure, unit] = bytesText(done).split(' ')
  const whole = bytesText(total)
  return `${whole.endsWith(` ${unit}`) ? figure : bytesText(done)} of ${whole}`
}

function rateText({ phase, done, rows }: LoadProgress, seconds: number): string {
  if (isEarly(seconds)) return ''
  return ` at ${phase === 'loading' ? countText(rows / seconds) : bytesText(done / seconds)}/s`
}

function timeLeft({ done, total }: LoadProgress, seconds: number): string[] {
  if (isEarly(seconds) || total === null || done === 0 || done >= total) return []
  const left = Math.ceil(((total - done) / done) * seconds)
  return [`${left < 60 ? `${left} s` : durationText(left)} left`]
}

/** The first moments say little about the rate. */
function isEarly(seconds: number): boolean {
  return seconds < 1
}
