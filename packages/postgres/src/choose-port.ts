import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const attempts = 50

/** A TCP port on 127.0.0.1 that is free now: the preferred one if it is. Another may take it before it is used. */
export async function choosePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred
  for (let attempt = 0; attempt < attempts; attempt++) {
    // Below the range from which systems give ports to outgoing connections, so that it is still free tomorrow.
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) return port
  }
  throw new Error(`${attempts} ports between 20000 and 30000 were tried on 127.0.0.1 and none can be listened on`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
