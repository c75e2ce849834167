import type { Logger } from 'pino'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { endRecorded } from './end-recorded.js'
import type { LiveTask } from './live-task.js'
import { saveProgress } from './task-store.js'
import type { TaskRun } from './task-work.js'

interface Surroundings {
  query: Query
  /** Told the id of a task when something about it changes. */
  changed: (id: string) => void
  log: Logger
}

/** How often at most progress is written to the database, in milliseconds. */
const SAVE_EVERY = 1000

/** What the work of a task is given. */
export function taskRun(task: LiveTask, { query, changed, log }: Surroundings): TaskRun {
  const { id } = task.start
  return {
    id,
    signal: task.abort.signal,
    report(progress) {
      task.progress = progress
      changed(id)
      if (Date.now() - task.savedAt < SAVE_EVERY) return
      task.savedAt = Date.now()
      saveProgress(query, id, progress).catch((error: unknown) =>
        log.warn({ err: error, task: id }, 'Progress was not saved'),
      )
    },
    async complete(inTransaction, result) {
      if (!(await endRecorded(inTransaction, task.start, { state: 'done', result }))) throw endedElsewhere(id)
      task.result = result
    },
    keepResult(result) {
      task.failedResult = result
    },
  }
}

/** Another server took this one for dead, or somebody cancelled the task at the last moment. */
function endedElsewhere(id: string): ServerError {
  return new ServerError('interrupted', `Task ${id} had been ended before it was done. Nothing of it was kept.`)
}
