import { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import type { Actor } from '../access/actor.js'
import { taskDeed } from '../audit/task-deed.js'
import type { Database } from '../database/open-database.js'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { announceServer, failTasksOfDeadServers } from './server-presence.js'
import type { Progress, TaskRecord } from './task.js'
import { taskErrorOf } from './task-error.js'
import { endTask, findTask, insertTask, listTasks, markRunning, saveProgress } from './task-store.js'
import { endOf, watchTask } from './watch-task.js'

/** What the work of a task is given. */
export interface TaskRun {
  readonly id: string
  /** Aborted when the task is cancelled or the server stops; its reason is what to throw. */
  readonly signal: AbortSignal
  report(progress: Progress): void
  /** Ends the task as done in the transaction of `query`, so that its state and its changes come to be together. */
  complete(query: Query, result: unknown): Promise<void>
  /** What to answer beside the error if the work fails from here on. */
  keepResult(result: unknown): void
}

interface TaskStart {
  /** Made by the client, so that starting twice is starting once. */
  id: string
  kind: string
  input: object
  /** Who asks for it, under whom its end is recorded. */
  actor: Actor
  /** Tasks of one queue run one after the other. */
  queue: string
  /** Does the work and answers its result, unless it completed the task itself. */
  work: (run: TaskRun) => Promise<unknown>
}

/** Runs tasks, keeps their state in the database, and tells who watches. */
export interface TaskRunner extends AsyncDisposable {
  /** The number under which this server's tasks stand in the database. */
  readonly server: number
  start(task: TaskStart): Promise<TaskRecord>
  get(id: string): Promise<TaskRecord>
  list(options: { kind?: string | undefined; limit: number }): Promise<TaskRecord[]>
  /** Asks a task to stop; one that has ended stays as it is. */
  cancel(id: string): Promise<TaskRecord>
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<TaskRecord>
}

/** How often at most progress is written to the database, in milliseconds. */
const SAVE_EVERY = 1000

/** A task of this server that has not ended. */
interface LiveTask {
  abort: AbortController
  progress: Progress | null
  savedAt: number
  failedResult: unknown
}

/** Ends a task and records what it did, at once. */
function end(
  query: Query,
  task: Pick<TaskRecord, 'id' | 'kind' | 'input'>,
  ending: Parameters<typeof taskDeed>[1],
): Promise<void> {
  return endTask(query, task.id, { ...ending, deed: taskDeed(task, ending) })
}

/** Makes the runner of this server, after ending what servers that are gone left unfinished. */
export async function createTaskRunner(database: Database, log: Logger): Promise<TaskRunner> {
  const { query } = database
  const interrupted = await failTasksOfDeadServers(database)
  if (interrupted.length > 0)
    log.warn({ tasks: interrupted }, 'Tasks that a server left unfinished were ended as failed')
  const presence = await announceServer(database)
  const queues = new Map<string, Promise<void>>()
  const live = new Map<string, LiveTask>()
  const changes = new EventEmitter().setMaxListeners(0)
  const stopping = new ServerError(
    'interrupted',
    'The server is stopping. Nothing of the task was kept. Start it again.',
  )
  let stopped = false

  async function get(id: string): Promise<TaskRecord> {
    const task = await findTask(query, id)
    if (!task) throw new ServerError('not_found', `There is no task ${id}. \`rollcall loads\` lists the loads.`)
    return { ...task, progress: live.get(id)?.progress ?? task.progress }
  }

  async function run(start: TaskStart, task: LiveTask): Promise<void> {
    const { id, work } = start
    try {
      if (await markRunning(query, id)) {
        changes.emit(id)
        await end(query, start, { state: 'done', result: await work(taskRun(start, task)) })
      }
    } catch (error) {
      await fail(start, task, error)
    } finally {
      live.delete(id)
      changes.emit(id)
      changes.emit(endOf(id))
    }
  }

  function taskRun(start: TaskStart, task: LiveTask): TaskRun {
    const { id } = start
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
      complete: (inTransaction, result) => end(inTransaction, start, { state: 'done', result }),
      keepResult(result) {
        task.failedResult = result
      },
    }
  }

  async function fail(start: TaskStart, { abort, failedResult }: LiveTask, error: unknown): Promise<void> {
    const { id } = start
    const told = taskErrorOf(abort.signal.aborted ? abort.signal.reason : error, id)
    log[told.code === 'internal' ? 'error' : 'info']({ err: error, task: id }, 'A task failed')
    const state = told.code === 'cancelled' ? 'cancelled' : 'failed'
    // Without a database its state cannot be told now: the next start ends it as interrupted.
    await end(query, start, { state, error: told, result: failedResult }).catch((cause: unknown) =>
      log.error({ err: cause, task: id }, 'A task could not be ended'),
    )
  }

  function enqueue(task: TaskStart): void {
    const entry = { abort: new AbortController(), progress: null, savedAt: Date.now(), failedResult: undefined }
    live.set(task.id, entry)
    const turn = (queues.get(task.queue) ?? Promise.resolve()).then(() => run(task, entry))
    queues.set(task.queue, turn)
    void turn.then(() => queues.get(task.queue) === turn && queues.delete(task.queue))
  }

  return {
    get,
    server: presence.server,
    list: (options) => listTasks(query, options),
    watch: (id, signal) => watchTask({ get: () => get(id), changes, id, signal }),
    async start(task) {
      if (stopped) throw stopping
      if (await insertTask(query, { ...task, server: presence.server })) enqueue(task)
      return get(task.id)
    },
    async cancel(id) {
      const cancelled = new ServerError('cancelled', 'The task was cancelled. Nothing of it was kept.')
      const task = await get(id)
      if (task.state === 'waiting') await end(query, task, { state: 'cancelled', error: taskErrorOf(cancelled, id) })
      live.get(id)?.abort.abort(cancelled)
      changes.emit(id)
      return get(id)
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      for (const { abort } of live.values()) abort.abort(stopping)
      await Promise.all(queues.values())
      await presence[Symbol.asyncDispose]()
    },
  }
}
