import type { PlatformSignal } from '../platform.js'
import { unlessAborted } from '../retry.js'

/** The same items, the next one being fetched while one is dealt with; ends as `cancelled` even while a source keeps one waiting. */
export async function* readAhead<T>(items: AsyncIterable<T>, signal: PlatformSignal | undefined): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (let next = take(iterator); ;) {
      const { done, value } = await unlessAborted(next, signal)
      if (done) return
      next = take(iterator)
      yield value
    }
  } finally {
    // Not awaited: a source that is waiting for its next bytes ends only when they come.
    void iterator.return?.().catch(() => undefined)
  }
}

function take<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T, undefined>> {
  const next = iterator.next()
  // Its failure is told when it is waited for, which may be never.
  next.catch(() => undefined)
  return next
}
