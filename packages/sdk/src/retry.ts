import type { PlatformSignal } from './platform.js'
import { RollcallError } from './rollcall-error.js'
import { isPassing } from './to-rollcall-error.js'

/** The first and the longest pause, in milliseconds; each is twice the one before. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 8000

/** The longest a server's Retry-After is heeded, in milliseconds: the minute its limits are counted by. */
const LONGEST_RETRY_AFTER = 60_000

interface RetryOptions {
  /** How often at most the work is done again. */
  retries: number
  /** Tells after which failures; after those that may pass when absent. */
  when?: ((error: unknown) => boolean) | undefined
  signal?: PlatformSignal | undefined
}

/** Does work that is safe to repeat again while it fails for a reason that may pass. */
export async function retry<T>(
  work: () => Promise<T>,
  { retries, when = isPassing, signal }: RetryOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= retries || !when(error)) throw error
      await pauseBefore(attempt, { signal, after: error })
    }
  }
}

interface PauseOptions {
  signal?: PlatformSignal | undefined
  /** The failure before: when the server said how long to wait, it is not asked earlier. */
  after?: unknown
}

/** Waits before the repetition of that number (from 0), longer each time and never the same, so that clients do not come back in step. */
export function pauseBefore(repetition: number, { signal, after }: PauseOptions): Promise<void> {
  const longest = Math.min(FIRST_PAUSE * 2 ** repetition, LONGEST_PAUSE)
  const asked = after instanceof RollcallError ? (after.retryAfter ?? 0) * 1000 : 0
  return pause(Math.min(asked, LONGEST_RETRY_AFTER) + longest * (0.5 + Math.random() / 2), signal)
}

/** The outcome of a promise, or a failure as `cancelled` as soon as the signal says so. */
export function unlessAborted<T>(promise: Promise<T>, signal: PlatformSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled(signal))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

export function cancelled(signal: PlatformSignal): RollcallError {
  return new RollcallError('cancelled', 'The call was cancelled by its signal.', { cause: signal.reason })
}

/** When it is given up, nothing of it keeps the process alive. */
async function pause(milliseconds: number, signal: PlatformSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  try {
    await unlessAborted(over, signal)
  } finally {
    clearTimeout(timer)
  }
}
