import type { PlatformFetch } from './platform.js'
import type { RollcallOptions } from './rollcall.js'
import { RollcallError } from './rollcall-error.js'
import { serverFetch } from './server-fetch.js'

/** How to reach a server: what was asked for, with the defaults in place. */
export interface Settings {
  /** Without a slash at its end. */
  url: string
  headers: Record<string, string>
  /** In milliseconds. */
  timeout: number
  retries: number
  fetch: PlatformFetch
  /** Gives files too. */
  fetchFile: PlatformFetch
}

/** What a file comes as, or the error in its place. */
const FILE_TYPE = /^application\/(octet-stream|json)\b/

/** Puts the defaults in place; fails with `invalid_input` when something cannot be meant. */
export function settingsOf(options: RollcallOptions): Settings {
  const { url = 'http://127.0.0.1:8000', token, timeout = 30_000, retries = 3 } = options
  if (!isHttpUrl(url)) throw wrong('url', url, 'an address such as http://127.0.0.1:8000')
  if (!(timeout > 0 && timeout < 2 ** 31)) throw wrong('timeout', timeout, 'milliseconds, 1 to 2147483647')
  if (!(Number.isInteger(retries) && retries >= 0))
    throw wrong('retries', retries, 'a number of repetitions, such as 3')
  const base = url.replace(/\/+$/, '')
  // Looked up at each call and called on its own: a browser's fetch wants no other `this`, and tests replace it.
  const platformFetch: PlatformFetch = (input, init) => globalThis.fetch(input, init)
  const fetch = options.fetch ?? platformFetch
  return {
    url: base,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    timeout,
    retries,
    fetch: serverFetch(fetch, base),
    fetchFile: serverFetch(fetch, base, FILE_TYPE),
  }
}

function isHttpUrl(url: string): boolean {
  return /^https?:\/\/./i.test(url) && URL.canParse(url)
}

function wrong(option: string, value: unknown, expected: string): RollcallError {
  return new RollcallError('invalid_input', `${option} is ${JSON.stringify(value)}; expected ${expected}.`)
}
