import { afterEach, expect, test, vi } from 'vitest'
import { pauseBefore } from './retry.js'
import { RollcallError } from './rollcall-error.js'

afterEach(() => void vi.useRealTimers())

test('a pause that is given up ends at once, and leaves no timer that would keep a process alive', async () => {
  vi.useFakeTimers()
  const abort = new AbortController()
  const after = new RollcallError('rate_limited', 'Too many requests.', { retryAfter: 60 })
  const pause = pauseBefore(0, { signal: abort.signal, after })
  expect(vi.getTimerCount()).toBe(1)
  abort.abort()
  await expect(pause).rejects.toMatchObject({ code: 'cancelled' })
  expect(vi.getTimerCount()).toBe(0)
})
