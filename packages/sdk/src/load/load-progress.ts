import type { Task } from '../generated/types.js'
import type { LoadProgress } from '../rollcall.js'

/** How far a load is, by its task; `bytes` is its length where that is known. Undefined for one that failed or was cancelled: it is no further than before. */
export function progressOf(task: Task, bytes: number | null): LoadProgress | undefined {
  const { state, progress, attempts: attempt } = task
  if (state === 'waiting') return { phase: 'waiting', done: 0, total: bytes, rows: 0, attempt }
  if (state === 'done') {
    const rows = rowsOf(task)
    if (bytes === null) return { phase: 'checking', done: rows, total: rows, rows, attempt }
    return { phase: 'loading', done: bytes, total: bytes, rows, attempt }
  }
  if (state !== 'running') return undefined
  const { step, done, total, rows } = progress ?? { step: null, done: 0, total: bytes, rows: 0 }
  return { phase: step === 'inserting' || step === 'checking' ? step : 'loading', done, total, rows, attempt }
}

function rowsOf({ kind, result }: Task): number {
  return kind === 'load' ? (result?.read ?? 0) : 0
}
