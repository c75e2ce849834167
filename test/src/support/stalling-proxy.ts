import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A network between a client and a server, of which no connection carries more than so many bytes to the server. */
export interface StallingProxy extends AsyncDisposable {
  readonly url: string
  /** Cuts all connections, and makes no more. */
  cut(): Promise<void>
}

/** Starts a proxy before the server at `target`. */
export async function stallingProxy(target: string, bytes: number): Promise<StallingProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let carried = 0
    client.on('data', (chunk) => {
      carried += chunk.length
      upstream.write(chunk)
      // What comes after this waits, as on a line that is dead.
      if (carried > bytes) client.pause()
    })
    upstream.pipe(client)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        client.destroy()
        upstream.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function cut(): Promise<void> {
    if (!server.listening) return
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    [Symbol.asyncDispose]: cut,
  }
}
