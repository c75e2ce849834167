import { connect, type Socket } from 'node:net'

/** A connection on which a test says what it wants, byte by byte. */
export interface RawConnection extends Disposable {
  readonly socket: Socket
  /** All that came, once the server closed the connection. */
  readonly closed: Promise<string>
}

/** Opens a connection to a server and sends the beginning of something. */
export function rawConnection(url: string, beginning: string): RawConnection {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let received = ''
  const closed = new Promise<string>((resolve) => {
    socket.setEncoding('utf8').on('data', (text: string) => (received += text))
    // What was refused while it was being sent may also end as a reset.
    socket.on('error', () => undefined).on('close', () => resolve(received))
  })
  socket.write(beginning)
  return { socket, closed, [Symbol.dispose]: () => void socket.destroy() }
}
