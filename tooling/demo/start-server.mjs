import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url))

/**
 * Starts rollcall-server on a free port with everything it keeps under `home`.
 * @param {string} home
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startServer(home) {
  const { DATABASE_URL: _, ...env } = process.env
  const server = spawn(process.execPath, [PROGRAM], {
    env: { ...env, ROLLCALL_HOME: home, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(server, 'exit')
  const url = await Promise.race([listening(server.stdout), exited.then(() => undefined)])
  if (!url) throw new Error('The server ended before it listened; what it said is above.')
  return {
    url,
    async stop() {
      server.kill('SIGTERM')
      await exited
    },
  }
}

/**
 * Reads the server's log until it says where it serves.
 * @param {import('node:stream').Readable} log
 * @returns {Promise<string>}
 */
function listening(log) {
  return new Promise((resolve) => {
    createInterface({ input: log }).on('line', (line) => {
      const { url } = JSON.parse(line)
      if (url) resolve(url)
    })
  })
}
