import type { IncomingHttpHeaders } from 'node:http'
import { ServerError } from '../errors/server-error.js'
import { isLoopback } from './is-loopback.js'

/**
 * Refuses requests without a token that a browser sends for a page of another site: by Sec-Fetch-Site and Origin,
 * and on loopback by a Host that is not this machine's name (DNS rebinding).
 */
export function refuseForeignPages(headers: IncomingHttpHeaders, { loopback }: { loopback: boolean }): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw foreign(`Sec-Fetch-Site is ${JSON.stringify(site)}`)
  const host = headers.host ?? ''
  const { origin } = headers
  if (origin !== undefined && hostOf(origin) !== host) throw foreign(`Origin is ${JSON.stringify(origin)}`)
  if (loopback && !isLoopback(host.replace(/:\d+$/, ''))) throw foreign(`Host is ${JSON.stringify(host)}`)
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function foreign(what: string): ServerError {
  return new ServerError(
    'forbidden',
    `Requests of other sites' pages are refused without a token: ${what}. Send a token, or ask from this server's own address.`,
  )
}
