import type { PlatformFetch } from './platform.js'
import { RollcallError } from './rollcall-error.js'
import { badAnswer, PASSING_STATUSES, retryAfterIn, unreachable } from './to-rollcall-error.js'

const JSON_TYPE = /^application\/json\b/

/** Makes a fetch that answers JSON, or what is expected, only: without a server it fails as `unreachable`, with another one there as `bad_answer`. */
export function serverFetch(fetch: PlatformFetch, url: string, expected = JSON_TYPE): PlatformFetch {
  return async (input, init) => {
    const response = await fetch(input, init).catch((error: unknown) => {
      throw init?.signal?.aborted ? error : unreachable(url, error)
    })
    const type = response.headers.get('content-type') ?? 'nothing'
    if (expected.test(type)) return response
    // Without this the connection would stay busy with a body nobody reads.
    await response.body?.cancel().catch(() => undefined)
    if (PASSING_STATUSES.includes(response.status)) throw overloaded(url, response)
    throw badAnswer(url, `it answered ${response.status} with ${type}`)
  }
}

function overloaded(url: string, response: { status: number }): RollcallError {
  return new RollcallError(
    'unavailable',
    `What stands before the server at ${url} answered ${response.status}. Try again in a moment.`,
    { retryAfter: retryAfterIn(response) },
  )
}
