import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A network between a client and a server that dies after so many bytes to the server: then a connection carries what it begins with and no more. */
export interface StallingProxy extends AsyncDisposable {
  readonly url: string
  /** Cuts all connections, and makes no more. */
  cut(): Promise<void>
}

/** Starts a proxy before the server at `target`. */
export async function stallingProxy(target: string, bytes: number): Promise<StallingProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let carried = 0
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let dead = false
    client.on('data', (chunk) => {
      // What comes after the last byte is lost, as on a line that is dead; it is still read, so that the end of the client is seen.
      if (dead) return
      upstream.write(chunk)
      carried += chunk.length
      dead = carried > bytes
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
