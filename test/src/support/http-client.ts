import { Agent, request } from 'node:http'

/** What a server answered, read whole. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A request as it goes over the wire: its path is not made tidy first, as `fetch` would. */
export interface HttpRequest {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer | undefined
  /** Whether it has a connection of its own, because it may leave it in disorder. */
  alone?: boolean
}

/** Sends requests to one server over a few connections that stay open. */
export interface HttpClient extends Disposable {
  /** Fails when the connection breaks before the answer, or no answer comes within 120 seconds, the wait for a connection among them. */
  readonly send: (asked: HttpRequest) => Promise<HttpAnswer>
}

/** Makes a client of a server. */
export function httpClient(url: string, connections = 8): HttpClient {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    send: ({ method, path, headers = {}, body, alone = false }) =>
      new Promise((resolve, reject) => {
        const signal = AbortSignal.timeout(120_000)
        // Node tells no length by itself where the method is one that seldom has a body.
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
        const to = {
          agent: alone ? false : agent,
          host: hostname,
          port,
          method,
          path,
          headers: { ...length, ...headers },
          signal,
        }
        const asked = request(to)
        asked.on('error', reject)
        asked.on('response', (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
          response.on('error', reject)
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
        })
        asked.end(body)
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}
