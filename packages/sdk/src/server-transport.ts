import { createTRPCUntypedClient, httpBatchStreamLink, httpLink } from '@trpc/client'
import { cancelled, retry } from './retry.js'
import type { Settings } from './settings.js'
import { withinLimits } from './time-limit.js'
import { isPassing, isTurnedAway, toRollcallError } from './to-rollcall-error.js'
import type { CallOptions, Transport } from './transport.js'

type HTTPLinkFetch = NonNullable<Parameters<typeof httpLink>[0]['fetch']>

/** The mutations that may be sent twice: doing them again changes nothing more. Queries always may. */
const REPEATABLE = new Set([
  'uploads.open',
  'loads.start',
  'backups.create',
  'backups.verify',
  'backups.import',
  'backups.restore',
  'tasks.cancel',
  'tokens.revoke',
])

/** Reaches a server by the procedures of its router. */
export function serverTransport({ url, headers, timeout, retries, fetch }: Settings): Transport {
  // tRPC's own words for fetch's parameters are wider than what it gives.
  const to = { url: `${url}/trpc`, headers, fetch: fetch as HTTPLinkFetch }
  const client = createTRPCUntypedClient({ links: [httpLink(to)] })
  // One watcher in each request, so that one that goes away does not wait for another.
  const streaming = createTRPCUntypedClient({ links: [httpBatchStreamLink({ ...to, maxItems: 1 })] })

  return {
    async call<Output>(path: string, type: 'query' | 'mutation', input: unknown, { signal }: CallOptions = {}) {
      const once = () =>
        withinLimits({ signal, timeout, what: `${path} at ${url}` }, (inner) =>
          client[type](path, input, { signal: inner }).catch((error: unknown) => {
            throw toRollcallError(error, url)
          }),
        )
      const repeatable = type === 'query' || REPEATABLE.has(path)
      const when = repeatable ? isPassing : isTurnedAway
      return (await retry(once, { retries, when, signal })) as Output
    },

    async *stream<Item>(path: string, input: unknown, { signal }: CallOptions = {}) {
      const connection = new AbortController()
      const abort = () => connection.abort(signal?.reason)
      if (signal?.aborted) abort()
      signal?.addEventListener('abort', abort)
      try {
        yield* (await streaming.query(path, input, { signal: connection.signal })) as AsyncIterable<Item>
      } catch (error) {
        throw signal?.aborted ? cancelled(signal) : toRollcallError(error, url)
      } finally {
        signal?.removeEventListener('abort', abort)
        connection.abort()
      }
    },
  }
}
