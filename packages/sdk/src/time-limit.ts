import type { PlatformSignal } from './platform.js'
import { RollcallError } from './rollcall-error.js'
import { cancelled } from './retry.js'

interface Limits {
  signal?: PlatformSignal | undefined
  /** In milliseconds; no limit when absent. */
  timeout?: number | undefined
  /** What takes so long, for the message. */
  what: string
}

/** Does work with a signal that is aborted by the caller's, by the time limit, and when the work has ended. */
export async function withinLimits<T>(limits: Limits, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, timeout, what } = limits
  if (signal?.aborted) throw cancelled(signal)
  const inner = new AbortController()
  const abort = () => inner.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  let timedOut = false
  const onTime = () => {
    timedOut = true
    inner.abort()
  }
  const timer = timeout === undefined ? undefined : setTimeout(onTime, timeout)
  try {
    return await work(inner.signal)
  } catch (error) {
    if (signal?.aborted) throw cancelled(signal)
    throw timedOut ? timedOutError(what, timeout, error) : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    inner.abort()
  }
}

function timedOutError(what: string, timeout: number | undefined, cause: unknown): RollcallError {
  const message = `${what} did not answer within ${timeout} ms. Try again, or give a longer timeout.`
  return new RollcallError('timeout', message, { cause })
}
