import type { Procedures } from '../generated/procedures.js'
import type { Task } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import { pauseBefore } from '../retry.js'
import { RollcallError } from '../rollcall-error.js'
import { isPassing } from '../to-rollcall-error.js'

/** A server tells of a task at least every second: after so much silence, in milliseconds, the connection counts as broken. */
const LONGEST_SILENCE = 15_000

/** Pauses between looks at a task whose watching broke begin with the third of `pauseBefore`, about a second: a server may have to start again. */
const FIRST_PAUSE = 2

interface Following {
  tasks: Procedures['tasks']
  id: string
  retries: number
  signal: PlatformSignal
  onTask: (task: Task) => void
}

/** Waits until a task has ended and answers it; a connection that breaks is made again, or the task is looked at instead. */
export async function followTask(following: Following): Promise<Task> {
  const { tasks, id, retries, signal } = following
  let failure: unknown
  for (let failures = 0; ;) {
    const watched = await watch(following)
    if (watched) return watched
    try {
      await pauseBefore(FIRST_PAUSE + failures, { signal, after: failure })
      const task = await tasks.get({ id }, { signal })
      following.onTask(task)
      if (hasEnded(task)) return task
      failures = 0
      failure = undefined
    } catch (error) {
      // The call has repeated itself already, and is repeated again: a server that is started again goes on with the task.
      if (failures >= 2 * retries || !mayPass(error)) throw error
      failures++
      failure = error
    }
  }
}

/** Watches a task to its end; undefined when watching failed, for whatever reason: looking at the task tells. */
async function watch({ tasks, id, signal, onTask }: Following): Promise<Task | undefined> {
  const connection = new AbortController()
  const close = () => connection.abort()
  signal.addEventListener('abort', close)
  let silence = setTimeout(close, LONGEST_SILENCE)
  try {
    for await (const task of tasks.watch({ id }, { signal: connection.signal })) {
      clearTimeout(silence)
      silence = setTimeout(close, LONGEST_SILENCE)
      onTask(task)
      if (hasEnded(task)) return task
    }
    return undefined
  } catch {
    return undefined
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', close)
  }
}

/** True where asking again may tell more: a server that is busy with the task may be slow to answer. */
export function mayPass(error: unknown): boolean {
  return isPassing(error) || (error instanceof RollcallError && error.code === 'timeout')
}

/** A task that has ended stays as it is. */
export function hasEnded({ state }: Task): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}
