import type { Logger } from 'pino'
import type { Query } from '../database/query.js'
import { isDatabaseAway } from '../errors/from-database.js'
import type { ServerError } from '../errors/server-error.js'
import { endRecorded } from './end-recorded.js'
import { insist } from './insist.js'
import type { LiveTask } from './live-task.js'
import type { TaskState } from './task.js'
import { taskErrorOf } from './task-error.js'
import { taskRun } from './task-run.js'
import { markRunning, waitAgain } from './task-store.js'
import type { TaskTally } from './task-tally.js'

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

/** Makes what does the work of a task and ends it in the database; that answers false when its end is left to the next server. */
export function taskPerformer(surroundings: Surroundings): (task: LiveTask) => Promise<boolean> {
  const { query, stop, stopping, changed, tally, log } = surroundings
  const insisting = { giveUp: stop, log }

  async function perform(task: LiveTask): Promise<boolean> {
    const { id, work } = task.start
    try {
      task.abort.signal.throwIfAborted()
      if (!(await insist(() => markRunning(query, id), insisting))) {
        move(task, 'cancelled')
        return true
      }
      move(task, 'running')
      changed(id)
      const result = await work(taskRun(task, surroundings))
      await insist(() => endRecorded(query, task.start, { state: 'done', result }), insisting)
      succeed(task, result ?? task.result)
      return true
    } catch (error) {
      return (await runsAgain(task, error)) ? perform(task) : await fail(task, error)
    }
  }

  function move(task: LiveTask, state: TaskState): void {
    tally.moved(task.start.kind, task.state, state)
    task.state = state
  }

  function succeed(task: LiveTask, result: unknown): void {
    move(task, 'done')
    tally.done(task.start.kind, result)
  }

  /** Whether a task that lost the database is to be run again: not when its COMMIT came through, of which only the answer was lost. */
  async function runsAgain(task: LiveTask, error: unknown): Promise<boolean> {
    const { id, durable = false } = task.start
    if (!durable || task.abort.signal.aborted || !isDatabaseAway(error)) return false
    log.warn({ err: error, task: id }, 'A task lost the database')
    const waits = await insist(() => waitAgain(query, id), insisting).catch((cause: unknown) => {
      log.warn({ err: cause, task: id }, 'A task that lost the database cannot wait for it')
      return false
    })
    if (!waits) return false
    task.progress = null
    task.result = undefined
    task.failedResult = undefined
    move(task, 'waiting')
    return true
  }

  async function fail(task: LiveTask, error: unknown): Promise<boolean> {
    const { start, abort, failedResult } = task
    const { id, durable = false } = start
    if (durable && abort.signal.reason === stopping) {
      log.info({ task: id }, 'A task is left to be run by the next server')
      return false
    }
    const told = taskErrorOf(abort.signal.aborted ? abort.signal.reason : error, id)
    const state = told.code === 'cancelled' ? 'cancelled' : 'failed'
    try {
      const ending = { state, error: told, result: failedResult } as const
      if ((await insist(() => endRecorded(query, start, ending), insisting)) || task.result === undefined) {
        log[told.code === 'internal' ? 'error' : 'info']({ err: error, task: id }, 'A task failed')
        move(task, state)
      } else {
        // It is done already: only the answer to its COMMIT was lost.
        succeed(task, task.result)
      }
      return true
    } catch (cause) {
      // Without a database its state cannot be told now: the next start does.
      log.error({ err: cause, task: id, failure: error }, 'A task could not be ended')
      return false
    }
  }

  return perform
}
