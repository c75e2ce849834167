import { EventEmitter, once } from 'node:events'
import type { Logger } from 'pino'
import type { Database } from '../database/open-database.js'
import { queryOn } from '../database/query.js'
import { isDatabaseAway } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { underWay } from '../operations/under-way.js'
import { endRecorded } from './end-recorded.js'
import { insist } from './insist.js'
import { type LiveTask, liveTask } from './live-task.js'
import { ofKind } from './of-kind.js'
import { taskPerformer } from './perform-task.js'
import { announceServer, failTasksOfDeadServers, type ServerPresence } from './server-presence.js'
import { hasEnded, type TaskRecord } from './task.js'
import { taskErrorOf } from './task-error.js'
import { findTask, forgetHome, insertTask, isInserted, listTasks, type NewTask, takeOverTasks } from './task-store.js'
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
  const queues = new Map<string, Promise<void>>()
  const live = new Map<string, LiveTask>()
  const changes = new EventEmitter().setMaxListeners(0)
  const stop = new AbortController()
  const stopping = new ServerError(
    'interrupted',
    'The server is stopping. Nothing of the task was kept. Start it again.',
  )
  const changed = (id: string) => changes.emit(id)
  const perform = taskPerformer({ query, stop: stop.signal, stopping, changed, tally, log })
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
    if (await perform(task)) await settle(task)
    else tally.moved(kind, task.state, null)
    working.end()
    live.delete(id)
    changes.emit(id)
    changes.emit(endOf(id))
  }

  async function settle({ start }: LiveTask): Promise<void> {
    await start.settle?.().catch((error: unknown) => log.warn({ err: error, task: start.id }, 'A task left something'))
  }

  function enqueue(start: TaskWork): void {
    const task = liveTask(start)
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
      return ofKind(await get(task.id), task.kind)
    },
    async assertHere({ id, state }) {
      if (state !== 'running' || live.has(id)) return
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
      const task = live.get(id)
      if (state === 'running') await forgetHome(query, id)
      if (state === 'waiting')
        await endRecorded(query, found, { state: 'cancelled', error: taskErrorOf(cancelled, id) })
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

/** Shows that this server lives, and deals with what others that no longer do left unfinished. */
async function takeOver(
  database: Database,
  { home, log }: Pick<RunnerOptions, 'home' | 'log'>,
): Promise<{ presence: ServerPresence; takenOver: TaskRecord[] }> {
  const presence = await announceServer(database)
  try {
    const takenOver = await takeOverTasks(database.query, { server: presence.server, home })
    if (takenOver.length > 0) log.warn({ tasks: idsOf(takenOver) }, 'Loads that a server left unfinished are run again')
    const interrupted = await failTasksOfDeadServers(database)
    if (interrupted.length > 0)
      log.warn({ tasks: interrupted }, 'Tasks that a server left unfinished were ended as failed')
    return { presence, takenOver }
  } catch (error) {
    await presence[Symbol.asyncDispose]()
    throw error
  }
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
