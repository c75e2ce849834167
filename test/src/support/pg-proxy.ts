import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { pgMessages } from './pg-messages.js'

/** One message between a client and PostgreSQL. */
interface PgMessage {
  /** From 1, in both directions and over all connections, since the fault was planned. */
  number: number
  bytes: Buffer
}

/** What goes wrong, and when. */
export interface Fault {
  at: (message: PgMessage) => boolean
  /** Whether the other side gets nothing, half or all of the message. */
  where: 'before' | 'within' | 'after'
  /** The connection of the message is cut, or all there are; or no message is carried until the network is mended. */
  what: 'cut one' | 'cut all' | 'stall'
  /** So many new connections are refused before the network is mended. */
  refuse: number
}

/** A network between clients and a PostgreSQL that knows where each message begins and ends. */
export interface PgProxy extends AsyncDisposable {
  /** The database by way of the proxy. */
  readonly url: string
  /** Mends the network, counts messages from 1 again, and waits for the fault. */
  plan(fault?: Fault): void
  carried(): number
  /** Whether the fault has come. */
  hasFailed(): boolean
  mend(): void
}

interface Line {
  client: Socket
  upstream: Socket
}

/** Starts a proxy before the PostgreSQL of a database. */
export async function pgProxy(databaseUrl: string): Promise<PgProxy> {
  const target = new URL(databaseUrl)
  const lines = new Set<Line>()
  let fault: Fault | undefined
  let carried = 0
  let failed = false
  let refusals = 0
  let held: (() => void)[] | undefined

  const server = createServer((client) => {
    client.on('error', () => undefined)
    if (refusals > 0) {
      refusals--
      client.resetAndDestroy()
      return
    }
    const upstream = connect(Number(target.port), target.hostname)
    const line = { client, upstream }
    lines.add(line)
    carry(line, { from: client, to: upstream, byClient: true })
    carry(line, { from: upstream, to: client, byClient: false })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  function carry(line: Line, { from, to, byClient }: { from: Socket; to: Socket; byClient: boolean }): void {
    const split = pgMessages({ byClient })
    from.setNoDelay(true)
    from.on('error', () => undefined)
    from.on('close', () => {
      to.end()
      lines.delete(line)
    })
    from.on('data', (chunk) => {
      for (const bytes of split(chunk)) if (!from.destroyed) pass(line, to, bytes)
    })
  }

  function pass(line: Line, to: Socket, bytes: Buffer): void {
    if (held) {
      held.push(() => pass(line, to, bytes))
      return
    }
    carried++
    if (failed || !fault?.at({ number: carried, bytes })) {
      to.write(bytes)
      return
    }
    fail(fault, { line, to, bytes })
  }

  function fail(fault: Fault, { line, to, bytes }: { line: Line; to: Socket; bytes: Buffer }): void {
    failed = true
    refusals = fault.refuse
    const share = { before: 0, within: bytes.length >> 1, after: bytes.length }[fault.where]
    to.write(bytes.subarray(0, share))
    if (fault.what === 'stall') held = [() => to.write(bytes.subarray(share))]
    else cut(fault.what === 'cut all' ? [...lines] : [line], to)
  }

  /** What is on its way to `ending` arrives there before the end does. */
  function cut(broken: Line[], ending: Socket): void {
    ending.end()
    for (const { client, upstream } of broken) {
      for (const socket of [client, upstream]) if (socket !== ending) socket.resetAndDestroy()
    }
  }

  function mend(): void {
    refusals = 0
    const waiting = held ?? []
    held = undefined
    for (const send of waiting) send()
  }

  return {
    url: atAddress(target, server.address() as AddressInfo),
    plan(planned) {
      mend()
      fault = planned
      carried = 0
      failed = false
    },
    carried: () => carried,
    hasFailed: () => failed,
    mend,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const { client, upstream } of lines) {
        client.destroy()
        upstream.destroy()
      }
      await once(server, 'close')
    },
  }
}

function atAddress(target: URL, { port }: AddressInfo): string {
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return url.href
}
