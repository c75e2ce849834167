import { createRollcall } from '@rollcall/sdk'
import type { Env } from './env.js'
import type { Session } from './session.js'
import { WrongUsage } from './wrong-usage.js'

/** Where a server listens unless it is told otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:8000'

interface GlobalOptions {
  url?: string
  token?: string
  quiet?: boolean
}

/** Makes what a command works with: options go before the environment, and that before what is usual. */
export function openSession(
  options: GlobalOptions,
  { env, ...given }: Pick<Session, 'output' | 'signal' | 'json' | 'asker'> & { env: Env },
): Session {
  const quiet = options.quiet ?? false
  const url = checkedUrl(options.url ?? env.url ?? DEFAULT_URL)
  const token = options.token ?? env.token
  return {
    ...given,
    rollcall: createRollcall({ url, token }),
    url,
    program: options.url === undefined ? 'rollcall' : `rollcall --url ${quoted(options.url)}`,
    quiet,
    tell: (message) => (quiet ? undefined : given.output.say(message)),
  }
}

function checkedUrl(url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url
  throw new WrongUsage(`The URL of the server is ${JSON.stringify(url)}; expected one such as ${DEFAULT_URL}.`)
}

/** As a shell would have to be given it. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
