import type { LoadProgress, TaskProgress } from '@rollcall/sdk'
import { amount, bytesText, countText, durationText } from '../output/numbers.js'

/** How far a load or another task is. */
export type Progress = LoadRows | TaskProgress

type LoadRows = Omit<LoadProgress, 'attempt'>

/** What each phase is called. */
export type PhaseNames = Record<Progress['phase'], string>

export const phaseNames: PhaseNames = {
  uploading: 'Uploading',
  waiting: 'Waiting',
  loading: 'Loading',
  inserting: 'Inserting',
  checking: 'Checking',
  running: 'Working',
}

/** For how long a phase goes on, and from where. */
interface Time {
  seconds: number
  /** How much was done when it began. */
  from: number
}

/** How far a phase is after so many seconds of it: bytes, rows, rate, and the time left where it can be told. */
export function progressText(progress: Progress, time: Time): string {
  if (progress.phase === 'waiting') return 'for the server to begin'
  if (progress.phase === 'checking') return `the keys of ${amount(progress.rows, 'row')}`
  return [...figures(progress, time), ...timeLeft(progress, time)].join(' · ')
}

function figures(progress: Progress, { seconds, from }: Time): string[] {
  const { phase, done } = progress
  if (phase === 'running' || phase === 'inserting')
    return [rowsDone(progress) + rateText(done - from, seconds, countText)]
  if (phase !== 'loading') return [bytesDone(progress) + rateText(done - from, seconds, bytesText)]
  return [bytesDone(progress), amount(progress.rows, 'row') + rateText(rowsSince(progress, from), seconds, countText)]
}

/** Of a load that was looked at when it was under way, its rows are taken to come as its bytes do. */
function rowsSince({ rows, done }: LoadRows, from: number): number {
  return done === 0 ? 0 : rows * (1 - from / done)
}

function rowsDone({ done, total }: Progress): string {
  return total === null ? amount(done, 'row') : `${countText(done)} of ${amount(total, 'row')}`
}

/** Bytes of all bytes; the unit is told once where both figures have the same. */
export function bytesDone({ done, total }: Pick<Progress, 'done' | 'total'>): string {
  if (total === null) return bytesText(done)
  const [figure, unit] = bytesText(done).split(' ')
  const whole = bytesText(total)
  return `${whole.endsWith(` ${unit}`) ? figure : bytesText(done)} of ${whole}`
}

function rateText(done: number, seconds: number, text: (rate: number) => string): string {
  return isEarly(seconds) ? '' : ` at ${text(done / seconds)}/s`
}

function timeLeft({ done, total }: Progress, { seconds, from }: Time): string[] {
  if (isEarly(seconds) || total === null || done <= from || done >= total) return []
  const left = Math.ceil(((total - done) / (done - from)) * seconds)
  return [`${left < 60 ? `${left} s` : durationText(left)} left`]
}

/** The first moments say little about the rate. */
function isEarly(seconds: number): boolean {
  return seconds < 1
}
