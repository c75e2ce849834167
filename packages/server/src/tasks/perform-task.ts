import type { Logger } from 'pino'
import type { Query } from '../database/query.js'
import { isDatabaseAway } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { endRecorded } from './end-recorded.js'
import { insist } from './insist.js'
import type { LiveTask } from './live-task.js'
import type { TaskState } from './task.js'
import { taskErrorOf } from './task-error.js'
import { markRunning, saveProgress, waitAgain } from './task-store.js'
import type { TaskTally } from './task-tally.js'
import type { TaskRun } from './task-work.js'

interface Surroundings {
  query: Query
  /** Aborted when the server has no more time. */
  stop: AbortSignal
  /** What tasks are then aborted with. */
  stopping: ServerError
  /** Told the id of a task when something about it changes. */
  changed: (id: string) => void
  tally: TaskTally
  log: Logger
}

/** How often at most progress is written to the database, in milliseconds. */
const SAVE_EVERY = 1000

/** Makes what does the work of a task and ends it in the database; that answers false when its end is left to the next server. */
export function taskPerformer({
  query,
  stop,
  stopping,
  changed,
  tally,
  log,
}: Surroundings): (task: LiveTask) => Promise<boolean> {
  async function perform(task: LiveTask): Promise<boolean> {
    const { id, kind, work } = task.start
    try {
      task.abort.signal.throwIfAborted()
      if (!(await insist(() => markRunning(query, id), stop))) {
        move(task, 'cancelled')
        return true
      }
      move(task, 'running')
      changed(id)
      const result = await work(taskRun(task))
      await insist(() => endRecorded(query, task.start, { state: 'done', result }), stop)
      move(task, 'done')
      tally.done(kind, result ?? task.result)
      return true
    } catch (error) {
      return (await runsAgain(task, error)) ? perform(task) : await fail(task, error)
    }
  }

  function move(task: LiveTask, state: TaskState): void {
    tally.moved(task.start.kind, task.state, state)
    task.state = state
  }

  /** Whether a task that lost the database is to be run again: not when its COMMIT came through, of which only the answer was lost. */
  async function runsAgain(task: LiveTask, error: unknown): Promise<boolean> {
    const { id, durable = false } = task.start
    if (!durable || task.abort.signal.aborted || !isDatabaseAway(error)) return false
    log.warn({ err: error, task: id }, 'A task lost the database')
    const waits = await insist(() => waitAgain(query, id), stop).catch((cause: unknown) => {
      log.warn({ err: cause, task: id }, 'A task that lost the database cannot wait for it')
      return false
    })
    if (!waits) return false
    task.progress = null
    task.failedResult = undefined
    move(task, 'waiting')
    return true
  }

  function taskRun(task: LiveTask): TaskRun {
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

  async function fail(task: LiveTask, error: unknown): Promise<boolean> {
    const { start, abort, failedResult } = task
    const { id, durable = false } = start
    if (durable && abort.signal.reason === stopping) {
      log.info({ task: id }, 'A task is left to be run by the next server')
      return false
    }
    const told = taskErrorOf(abort.signal.aborted ? abort.signal.reason : error, id)
    log[told.code === 'internal' ? 'error' : 'info']({ err: error, task: id }, 'A task failed')
    const state = told.code === 'cancelled' ? 'cancelled' : 'failed'
    try {
      const ended = await insist(() => endRecorded(query, start, { state, error: told, result: failedResult }), stop)
      // One that is done already lost only the answer to its COMMIT.
      move(task, ended || task.result === undefined ? state : 'done')
      return true
    } catch (cause) {
      // Without a database its state cannot be told now: the next start does.
      log.error({ err: cause, task: id }, 'A task could not be ended')
      return false
    }
  }

  return perform
}

/** Another server took this one for dead, or somebody cancelled the task at the last moment. */
function endedElsewhere(id: string): ServerError {
  return new ServerError('interrupted', `Task ${id} had been ended before it was done. Nothing of it was kept.`)
}
