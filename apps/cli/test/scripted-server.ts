import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Answers of a scripted server by procedure (or path): data, the bytes of a file, or a refusal. */
type Script = Record<string, (request: IncomingMessage) => unknown>

class Refusal {
  readonly status: number
  readonly body: object

  constructor(status: number, reason: string, issues: object[]) {
    this.status = status
    const data = { code: 'ANY', httpStatus: status, reason, requestId: 'request-1', issues }
    this.body = { error: { message: `It is ${reason}.`, code: -32000, data } }
  }
}

/** An answer that refuses a request, as the server words it. */
export function refusal(status: number, reason: string, issues: object[] = []): Refusal {
  return new Refusal(status, reason, issues)
}

/** Starts a server that answers what it is told to; anything else is not found. */
export async function scripted(script: Script): Promise<AsyncDisposable & { url: string }> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const procedure = new URL(request.url ?? '/', 'http://any').pathname.replace('/trpc/', '')
    const answered = (await script[procedure]?.(request)) ?? refusal(404, 'not_found')
    if (answered instanceof Uint8Array) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answered)
      return
    }
    const refused = answered instanceof Refusal
    response.writeHead(refused ? answered.status : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(refused ? answered.body : { result: { data: answered } }))
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** The input of a mutation. */
export async function inputOf<Input>(request: IncomingMessage): Promise<Input> {
  return JSON.parse(await text(request)) as Input
}

/** A URL at which nobody listens. */
export async function unusedUrl(): Promise<string> {
  await using server = await scripted({})
  return server.url
}
