import { type EventEmitter, once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { hasEnded, type TaskRecord } from './task.js'

/** How often at least a watcher looks, and at most is told, in milliseconds. */
const LOOK_EVERY = 1000
const TELL_EVERY = 200

interface WatchOptions {
  get: () => Promise<TaskRecord>
  /** Emits the task's id when something about it changes on this server. */
  changes: EventEmitter
  id: string
  signal: AbortSignal | undefined
}

/** The task now and after every change, until it has ended or nobody listens; a task of another server is looked at every second. */
export async function* watchTask({ get, changes, id, signal }: WatchOptions): AsyncGenerator<TaskRecord> {
  const ended = new AbortController()
  const end = () => ended.abort()
  changes.once(endOf(id), end)
  try {
    for (;;) {
      const limit = AbortSignal.timeout(LOOK_EVERY)
      const changed = once(changes, id, { signal: signal ? AbortSignal.any([signal, limit]) : limit })
      const waited = changed.catch(() => undefined)
      const task = await get()
      yield task
      if (hasEnded(task.state) || signal?.aborted) return
      await waited
      // A rest between two tellings, but not beyond the task's end.
      await pause(TELL_EVERY, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  } finally {
    changes.off(endOf(id), end)
  }
}

/** The event that tells that a task has ended, beside its own id for any change. */
export function endOf(id: string): string {
  return `${id} ended`
}
