import { EventEmitter, once } from 'node:events'
import type { Logger } from 'pino'
import type { Actor } from '../access/actor.js'
import { taskDeed } from '../audit/task-deed.js'
import type { Database } from '../database/open-database.js'
import { type Query, queryOn } from '../database/query.js'
import { isDatabaseAway } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { underWay } from '../operations/under-way.js'
import { insist } from './insist.js'
import { announceServer, failTasksOfDeadServers } from './server-presence.js'
import type { Progress, TaskRecord, TaskState } from './task.js'
import { taskErrorOf } from './task-error.js'
import {
  endTask,
  findTask,
  forgetHome,
  insertTask,
  isInserted,
  listTasks,
  markRunning,
  type NewTask,
  saveProgress,
  takeOverTasks,
  waitAgain,
} from './task-store.js'
import type { TaskTally } from './task-tally.js'
import { endOf, watchTask } from './watch-task.js'

/** What the work of a task is given. */
export interface TaskRun {
  readonly id: string
  /** Aborted when the task is cancelled or the server stops; its reason is what to throw. */
  readonly signal: AbortSignal
  report(progress: Progress): void
  /** Ends the task as done in the transaction of `query`, so that its state and its changes come to be together; throws if it has ended. */
  complete(query: Query, result: unknown): Promise<void>
  /** What to answer beside the error if the work fails from here on. */
  keepResult(result: unknown): void
}

/** What is to be done as a task. */
export interface TaskWork {
  /** Made by the client, so that starting twice is starting once. */
  id: string
  kind: string
  input: object
  /** Tasks of one queue run one after the other. */
  queue: string
  /** Does the work and answers its result, unless it completed the task itself. */
  work: (run: TaskRun) => Promise<unknown>
  /** Whether it is run again, once, when the end of this server or of its connection interrupts it: all it needs is on disk. */
  durable?: boolean
  /** Puts away what the task needed, once it has ended in the database. */
  settle?: () => Promise<void>
}

export interface TaskStart extends TaskWork {
  /** Who asks for it, under whom its end is recorded. */
  actor: Actor
}

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
  /** Asks a task to stop; one that has ended stays as it is. */
  cancel(id: string): Promise<TaskRecord>
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<TaskRecord>
  /** Takes no task from now on; resolves when those that run have ended. Those that wait do so until the runner is disposed of. */
  drain(): Promise<void>
}

/** How often at most progress is written to the database, in milliseconds. */
const SAVE_EVERY = 1000

/** A task of this server that has not ended. */
interface LiveTask {
  start: TaskWork
  abort: AbortController
  progress: Progress | null
  savedAt: number
  failedResult: unknown
  state: TaskState
  /** Of a task that completed itself. */
  result: unknown
}

/** Makes the runner of this server, after ending what servers that are gone left unfinished and cannot be run again here. */
export async function createTaskRunner(
  database: Database,
  { home, most, tally, log }: RunnerOptions,
): Promise<TaskRunner> {
  const { query } = database
  const presence = await announceServer(database)
  const takenOver = await takeOverTasks(query, { server: presence.server, home })
  if (takenOver.length > 0) log.warn({ tasks: idsOf(takenOver) }, 'Loads that a server left unfinished are run again')
  const interrupted = await failTasksOfDeadServers(database)
  if (interrupted.length > 0)
    log.warn({ tasks: interrupted }, 'Tasks that a server left unfinished were ended as failed')
  const queues = new Map<string, Promise<void>>()
  const live = new Map<string, LiveTask>()
  const changes = new EventEmitter().setMaxListeners(0)
  const stop = new AbortController()
  const stopping = new ServerError(
    'interrupted',
    'The server is stopping. Nothing of the task was kept. Start it again.',
  )
  const working = underWay()
  const watching = new AbortController()
  let draining = false
  let starting = 0

  async function find(id: string): Promise<TaskRecord | undefined> {
    const task = await findTask(query, id)
    return task && { ...task, progress: live.get(id)?.progress ?? task.progress }
  }

  async function get(id: string): Promise<TaskRecord> {
    const task = await find(id)
    if (task) return task
    throw new ServerError('not_found', `There is no task ${id}. \`rollcall loads\` lists the loads.`)
  }

  async function run(task: LiveTask): Promise<void> {
    const { id, kind } = task.start
    // What waits when the server is to stop is left to whatever comes after.
    if (draining) await aborted(task.abort.signal)
    working.begin()
    if (await hasEnded(task)) await settle(task)
    else tally.moved(kind, task.state, null)
    working.end()
    live.delete(id)
    changes.emit(id)
    changes.emit(endOf(id))
  }

  /** Does the work; answers whether the task has ended in the database, too. */
  async function hasEnded(task: LiveTask): Promise<boolean> {
    const { id, kind, work } = task.start
    try {
      task.abort.signal.throwIfAborted()
      if (!(await insist(() => markRunning(query, id), stop.signal))) {
        move(task, 'cancelled')
        return true
      }
      move(task, 'running')
      changes.emit(id)
      const result = await work(taskRun(task))
      await insist(() => end(query, task.start, { state: 'done', result }), stop.signal)
      move(task, 'done')
      tally.done(kind, result ?? task.result)
      return true
    } catch (error) {
      return (await runsAgain(task, error)) ? hasEnded(task) : await fail(task, error)
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
    if (!(await insist(() => waitAgain(query, id), stop.signal).catch(() => false))) return false
    task.progress = null
    task.failedResult = undefined
    move(task, 'waiting')
    return true
  }

  async function settle({ start }: LiveTask): Promise<void> {
    await start.settle?.().catch((error: unknown) => log.warn({ err: error, task: start.id }, 'A task left something'))
  }

  function taskRun(task: LiveTask): TaskRun {
    const { id } = task.start
    return {
      id,
      signal: task.abort.signal,
      report(progress) {
        task.progress = progress
        changes.emit(id)
        if (Date.now() - task.savedAt < SAVE_EVERY) return
        task.savedAt = Date.now()
        saveProgress(query, id, progress).catch((error: unknown) =>
          log.warn({ err: error, task: id }, 'Progress was not saved'),
        )
      },
      async complete(inTransaction, result) {
        if (!(await end(inTransaction, task.start, { state: 'done', result }))) throw endedElsewhere(id)
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
      const ended = await insist(() => end(query, start, { state, error: told, result: failedResult }), stop.signal)
      // One that is done already lost only the answer to its COMMIT.
      move(task, ended || task.result === undefined ? state : 'done')
      return true
    } catch (cause) {
      // Without a database its state cannot be told now: the next start does.
      log.error({ err: cause, task: id }, 'A task could not be ended')
      return false
    }
  }

  function enqueue(start: TaskWork): void {
    const task: LiveTask = {
      start,
      abort: new AbortController(),
      state: 'waiting',
      progress: null,
      savedAt: Date.now(),
      result: undefined,
      failedResult: undefined,
    }
    tally.moved(start.kind, null, 'waiting')
    live.set(start.id, task)
    const turn = (queues.get(start.queue) ?? Promise.resolve()).then(() => run(task))
    queues.set(start.queue, turn)
    void turn.then(() => queues.get(start.queue) === turn && queues.delete(start.queue))
  }

  async function insert(task: TaskStart): Promise<void> {
    if (stop.signal.aborted) throw stopping
    if (draining) throw new ServerError('unavailable', 'The server is stopping, so it takes no task. Try again.')
    if (live.size + starting >= most) throw tooMany(most)
    starting++
    const row = { ...task, server: presence.server, home: task.durable ? home : null }
    try {
      if (await insertTask(query, row)) enqueue(task)
    } catch (error) {
      if (isDatabaseAway(error)) void enqueueIfThere(task, row)
      throw error
    } finally {
      starting--
    }
  }

  /** Of a task whose insertion was not answered, only the database can tell whether it is there; then it is run. */
  async function enqueueIfThere(task: TaskStart, row: NewTask): Promise<void> {
    const look = async () => {
      await using client = await database.connect()
      return await isInserted(queryOn(client), row)
    }
    const isThere = await insist(look, stop.signal).catch((error: unknown) => {
      log.warn({ err: error, task: task.id }, 'It was not found out whether a task was started')
      return false
    })
    if (isThere && !live.has(task.id) && !stop.signal.aborted) enqueue(task)
  }

  return {
    find,
    get,
    takenOver,
    resume: enqueue,
    server: presence.server,
    list: (options) => listTasks(query, options),
    watch(id, signal) {
      const end = signal ? AbortSignal.any([signal, watching.signal]) : watching.signal
      return watchTask({ get: () => get(id), changes, id, signal: end })
    },
    async start(task) {
      if (!(await find(task.id))) await insert(task)
      return get(task.id)
    },
    async cancel(id) {
      const cancelled = new ServerError('cancelled', 'The task was cancelled. Nothing of it was kept.')
      const found = await get(id)
      const { state } = found
      const task = live.get(id)
      if (state === 'running') await forgetHome(query, id)
      if (state === 'waiting') await end(query, found, { state: 'cancelled', error: taskErrorOf(cancelled, id) })
      task?.abort.abort(cancelled)
      if (state === 'waiting' && task) await settle(task)
      changes.emit(id)
      return get(id)
    },
    drain() {
      draining = true
      return working.idle()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      for (const { abort } of live.values()) abort.abort(stopping)
      await Promise.all(queues.values())
      // What is left to the next server has not ended: who watches it is told so far.
      watching.abort()
      await presence[Symbol.asyncDispose]()
    },
  }
}

/** Ends a task and records what it did, at once; answers false when it had ended before. */
function end(
  query: Query,
  task: Pick<TaskRecord, 'id' | 'kind' | 'input'>,
  ending: Parameters<typeof taskDeed>[1],
): Promise<boolean> {
  return endTask(query, task.id, { ...ending, deed: taskDeed(task, ending) })
}

/** Another server took this one for dead, or somebody cancelled the task at the last moment. */
function endedElsewhere(id: string): ServerError {
  return new ServerError('interrupted', `Task ${id} had been ended before it was done. Nothing of it was kept.`)
}

function tooMany(most: number): ServerError {
  return new ServerError(
    'rate_limited',
    `The server has ${most} tasks waiting or running, as many as it takes. Try again when some have ended, or have ` +
      'ROLLCALL_MAX_TASKS raised.',
  )
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort')
}

function idsOf(tasks: TaskRecord[]): string[] {
  return tasks.map(({ id }) => id)
}
