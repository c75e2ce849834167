import { once } from 'node:events'
import type { Logger } from 'pino'
import { underWay } from '../operations/under-way.js'
import { type LiveTask, liveTask } from './live-task.js'
import type { TaskTally } from './task-tally.js'
import type { TaskWork } from './task-work.js'

/** The tasks of this server that have not ended; those of one queue run one after the other. */
export interface TaskQueues {
  readonly size: number
  get(id: string): LiveTask | undefined
  add(start: TaskWork): void
  /** Puts away what a task needed. */
  settle(task: LiveTask): Promise<void>
  /** Begins no task from now on; resolves when those that run have ended. */
  drain(): Promise<void>
  /** Aborts all of them; resolves when none is left. */
  abort(reason: Error): Promise<void>
}

interface QueuesOptions {
  /** Does the work of a task and ends it; answers false when its end is left to the next server. */
  perform: (task: LiveTask) => Promise<boolean>
  /** Told the id of a task that has ended, or that this server has no more to do with. */
  ended: (id: string) => void
  tally: TaskTally
  log: Logger
}

export function taskQueues({ perform, ended, tally, log }: QueuesOptions): TaskQueues {
  const last = new Map<string, Promise<void>>()
  const live = new Map<string, LiveTask>()
  const working = underWay()
  let draining = false

  async function run(task: LiveTask): Promise<void> {
    const { id, kind } = task.start
    // What waits when the server is to stop is left to whatever comes after.
    if (draining) await aborted(task.abort.signal)
    working.begin()
    if (await perform(task)) await settle(task)
    else tally.moved(kind, task.state, null)
    working.end()
    live.delete(id)
    ended(id)
  }

  async function settle({ start }: LiveTask): Promise<void> {
    await start.settle?.().catch((error: unknown) => log.warn({ err: error, task: start.id }, 'A task left something'))
  }

  return {
    settle,
    get size() {
      return live.size
    },
    get: (id) => live.get(id),
    add(start) {
      const task = liveTask(start)
      tally.moved(start.kind, null, 'waiting')
      live.set(start.id, task)
      const turn = (last.get(start.queue) ?? Promise.resolve()).then(() => run(task))
      last.set(start.queue, turn)
      void turn.then(() => last.get(start.queue) === turn && last.delete(start.queue))
    },
    drain() {
      draining = true
      return working.idle()
    },
    async abort(reason) {
      for (const task of live.values()) task.abort.abort(reason)
      await Promise.all(last.values())
    },
  }
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort')
}
