import type { Procedures } from '../generated/procedures.js'
import type { Task } from '../generated/types.js'
import type { Settings } from '../settings.js'
import { runTask } from '../tasks/run-task.js'
import type { TaskOptions, TaskProgress } from './backups.js'

export interface Server {
  methods: Procedures
  settings: Settings
}

/** Starts a task by the id it is given, and waits for its result. */
export function runBackupTask<T extends Task>(
  { methods, settings }: Server,
  start: (task: string) => Promise<T>,
  { signal, onProgress, onStarted }: TaskOptions,
): Promise<NonNullable<T['result']>> {
  const onTask = (task: Task) => {
    const progress = progressOf(task)
    if (progress) onProgress?.(progress)
  }
  return runTask({ tasks: methods.tasks, start, retries: settings.retries, signal, onStarted, onTask })
}

/** Undefined for a task that has ended: it is no further than before. */
function progressOf({ state, progress }: Task): TaskProgress | undefined {
  if (state === 'waiting') return { phase: 'waiting', done: 0, total: null }
  if (state !== 'running') return undefined
  return { phase: 'running', done: progress?.done ?? 0, total: progress?.total ?? null }
}
