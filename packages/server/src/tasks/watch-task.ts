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
  /** Any of them says that nobody listens any more. */
  signals: AbortSignal[]
}

/** The task now and after every change, until it has ended or nobody listens; a task of another server is looked at every second. */
export async function* watchTask({ get, changes, id, signals }: WatchOptions): AsyncGenerator<TaskRecord> {
  const ended = new AbortController()
  const left = new AbortController()
  const end = () => ended.abort()
  const leave = () => left.abort()
  changes.once(endOf(id), end)
  // Signals made of several stay with those they were made of, and these live as long as the server.
  for (const signal of signals) signal.addEventListener('abort', leave)
  if (signals.some(({ aborted }) => aborted)) leave()
  try {
    for (;;) {
      const changed = nextChange(changes, { id, left: left.signal })
      const task = await get()
      yield task
      if (hasEnded(task.state) || left.signal.aborted) return
      await changed
      // A rest between two tellings, but not beyond the task's end.
      await pause(TELL_EVERY, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  } finally {
    leave()
    changes.off(endOf(id), end)
    for (const signal of signals) signal.removeEventListener('abort', leave)
  }
}

/** Resolves with the next change of a task, after a while at the latest, or when nobody listens any more. */
async function nextChange(changes: EventEmitter, { id, left }: { id: string; left: AbortSignal }): Promise<void> {
  const waiting = new AbortController()
  const giveUp = () => waiting.abort()
  const timer = setTimeout(giveUp, LOOK_EVERY).unref()
  left.addEventListener('abort', giveUp)
  if (left.aborted) giveUp()
  await once(changes, id, { signal: waiting.signal }).catch(() => undefined)
  clearTimeout(timer)
  left.removeEventListener('abort', giveUp)
}

/** The event that tells that a task has ended, beside its own id for any change. */
export function endOf(id: string): string {
  return `${id} ended`
}
