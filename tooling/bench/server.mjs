import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { peakMemory } from './peak-memory.mjs'

const PROGRAM = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url))

/**
 * Starts rollcall-server on a database, migrated, on a free port.
 * @param {{ databaseUrl: string, home: string }} options
 */
export async function startServer({ databaseUrl, home }) {
  const server = spawn(process.execPath, [PROGRAM], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      ROLLCALL_HOME: home,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(server, 'exit')
  const url = await Promise.race([listening(server.stdout), exited.then(() => undefined)])
  if (!url) throw new Error('The server ended before it listened; what it said is above.')
  return {
    url,
    peakMemory: () => peakMemory(server.pid),
    async stop() {
      server.kill('SIGTERM')
      await exited
    },
  }
}

/**
 * @param {import('node:stream').Readable} log
 * @returns {Promise<string>}
 */
function listening(log) {
  return new Promise((resolve) => {
    createInterface({ input: log }).on('line', (line) => {
      const { url } = JSON.parse(line)
      if (typeof url === 'string' && url.startsWith('http')) resolve(url)
    })
  })
}
