import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** One request as it came. */
export interface Received {
  method: string
  /** Without the search. */
  path: string
  search: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

interface ScriptedServer extends AsyncDisposable {
  url: string
  /** What was asked, in order. */
  received: Received[]
}

type Script = (request: Received, response: ServerResponse, raw: IncomingMessage) => void | Promise<void>

/** An HTTP server that does to each request what the test says; the body is read before unless it says `readBody: false`. */
export async function scriptedServer(script: Script, { readBody = true } = {}): Promise<ScriptedServer> {
  const received: Received[] = []
  const server = createServer((raw, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(raw.url ?? '', 'http://localhost')
      const body = readBody ? await text(raw) : ''
      const request = { method: raw.method ?? '', path: pathname, search: searchParams, headers: raw.headers, body }
      received.push(request)
      await script(request, response, raw)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers in tRPC's envelope. */
export function answer(response: ServerResponse, data: unknown): void {
  json(response, 200, { result: { data } })
}

/** Fails as a Rollcall server does under /trpc. */
export function fail(response: ServerResponse, httpStatus: number, reason: string, message = reason): void {
  const data = { code: 'X', httpStatus, reason, requestId: 'request-1', issues: [] }
  json(response, httpStatus, { error: { message, code: -32600, data } })
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
