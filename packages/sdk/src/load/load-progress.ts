import type { Task } from '../generated/types.js'
import type { LoadProgress } from '../rollcall.js'

/** How far a load is, by its task; `bytes` is its length where that is known. Undefined for one that failed or was cancelled: it is no further than before. */
export function progressOf(task: Task, bytes: number | null): LoadProgress | undefined {
  const { state, progress, attempts: attempt } = task
  const total = progress?.total ?? bytes
  if (state === 'waiting') return { phase: 'waiting', done: 0, total, rows: 0, attempt }
  if (state === 'done') return { phase: 'loading', done: total ?? 0, total, rows: rowsOf(task), attempt }
  if (state !== 'running') return undefined
  return { phase: 'loading', done: progress?.done ?? 0, total, rows: progress?.rows ?? 0, attempt }
}

function rowsOf({ kind, result }: Task): number {
  return kind === 'load' ? (result?.read ?? 0) : 0
}
