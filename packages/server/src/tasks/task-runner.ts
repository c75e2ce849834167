import { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import type { Database } from '../database/open-database.js'
import { ServerError } from '../errors/server-error.js'
import { endRecorded } from './end-recorded.js'
import { insist } from './insist.js'
import { ofKind } from './of-kind.js'
import { taskPerformer } from './perform-task.js'
import { taskStarter } from './start-task.js'
import { takeOver } from './take-over.js'
import { hasEnded, type TaskRecord } from './task.js'
import { taskErrorOf } from './task-error.js'
import { taskQueues } from './task-queues.js'
import { findTask, forgetHome, listTasks } from './task-store.js'
import type { TaskTally } from './task-tally.js'
import type { TaskStart, TaskWork } from './task-work.js'
import { endOf, watchTask } from './watch-task.js'

interface RunnerOptions {
  /** The id of this server's home: its durable tasks are those of whoever serves it next. */
  home: string
  /** How many tasks may be waiting or running at once. */
  most: number
  tally: TaskTally
  log: Logger
}

/** Runs tasks, keeps their state in the database, and tells who watches. */
export interface TaskRunner extends AsyncDisposable {
  /** The number under which this server's tasks stand in the database. */
  readonly server: number
  start(task: TaskStart): Promise<TaskRecord>
  /** The tasks that servers that are gone left unfinished on this home, waiting under this one's number: each is to be resumed. */
  readonly takenOver: TaskRecord[]
  /** Queues a task that was taken over. */
  resume(task: TaskWork): void
  find(id: string): Promise<TaskRecord | undefined>
  get(id: string): Promise<TaskRecord>
  list(options: { kind?: string | undefined; limit: number }): Promise<TaskRecord[]>
  /** Throws `wrong_state` for a task that runs on another server, which alone can stop it. */
  assertHere(task: Pick<TaskRecord, 'id' | 'state'>): Promise<void>
  /** Asks a task to stop; one that has ended stays as it is. */
  cancel(id: string): Promise<TaskRecord>
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<TaskRecord>
  /** Waits for the end of a task, a database that goes away meanwhile included; throws `interrupted` when the server stops before. */
  end(id: string): Promise<TaskRecord>
  /** Takes no task from now on; resolves when those that run have ended. Those that wait do so until the runner is disposed of. */
  drain(): Promise<void>
}

/** Makes the runner of this server, after ending what servers that are gone left unfinished and cannot be run again here. */
export async function createTaskRunner(
  database: Database,
  { home, most, tally, log }: RunnerOptions,
): Promise<TaskRunner> {
  const { query } = database
  const { presence, takenOver } = await takeOver(database, { home, log })
  const { server } = presence
  const changes = new EventEmitter().setMaxListeners(0)
  const stop = new AbortController()
  const watching = new AbortController()
  const changed = (id: string) => changes.emit(id)
  const perform = taskPerformer({ query, stop: stop.signal, stopping, changed, tally, log })
  const ended = (id: string) => [id, endOf(id)].forEach((event) => changes.emit(event))
  const queues = taskQueues({ perform, ended, tally, log })
  const insert = taskStarter({ database, queues, server, home, most, stop: stop.signal, log })
  let draining = false

  async function find(id: string): Promise<TaskRecord | undefined> {
    const task = await findTask(query, id)
    return task && { ...task, progress: queues.get(id)?.progress ?? task.progress }
  }

  async function get(id: string): Promise<TaskRecord> {
    const task = await find(id)
    if (task) return task
    throw new ServerError('not_found', `There is no task ${id}. \`rollcall loads\` lists the loads.`)
  }

  function watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<TaskRecord> {
    const signals = signal ? [signal, watching.signal] : [watching.signal]
    return watchTask({ get: () => get(id), changes, id, signals })
  }

  return {
    server,
    takenOver,
    find,
    get,
    watch,
    resume: (task) => queues.add(task),
    list: (options) => listTasks(query, options),
    async start(task) {
      if (!(await find(task.id))) {
        if (stop.signal.aborted) throw stopping
        if (draining) throw new ServerError('unavailable', 'The server is stopping, so it takes no task. Try again.')
        await insert(task)
      }
      return ofKind(await get(task.id), task.kind)
    },
    async assertHere({ id, state }) {
      if (state !== 'running' || queues.get(id)) return
      // It may have ended just now.
      if (hasEnded((await get(id)).state)) return
      throw new ServerError(
        'wrong_state',
        `Task ${id} runs on another server of this database, or that server is gone. Cancel it there; of a server that is gone it ends when one starts.`,
      )
    },
    async cancel(id) {
      const cancelled = new ServerError('cancelled', 'The task was cancelled. Nothing of it was kept.')
      const found = await get(id)
      const { state } = found
      const task = queues.get(id)
      if (state === 'running') await forgetHome(query, id)
      if (state === 'waiting')
        await endRecorded(query, found, { state: 'cancelled', error: taskErrorOf(cancelled, id) })
      task?.abort.abort(cancelled)
      if (state === 'waiting' && task) await queues.settle(task)
      changed(id)
      return get(id)
    },
    end(id) {
      const last = async () => {
        for await (const task of watch(id, undefined)) if (hasEnded(task.state)) return task
        throw new ServerError('interrupted', `The server is stopping. Task ${id} is looked after by its next start.`)
      }
      return insist(last, { giveUp: watching.signal, log })
    },
    drain() {
      draining = true
      return queues.drain()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await queues.abort(stopping)
      // What is left to the next server has not ended: who watches it is told so far.
      watching.abort()
      await presence[Symbol.asyncDispose]()
    },
  }
}

const stopping = new ServerError('interrupted', 'The server is stopping. Nothing of the task was kept. Start it again.')
