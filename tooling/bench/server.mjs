import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { peakMemory } from './peak-memory.mjs'

const ROLLCALL = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url))

/**
 * Starts rollcall-server on a database, migrated, on a free port; or another program that says the same of itself. Its log goes to a
 * file, so that nobody here is kept busy reading it.
 * @param {{ databaseUrl: string, home: string, program?: string, env?: Record<string, string> }} options
 */
export async function startServer({ databaseUrl, home, program = ROLLCALL, env = {} }) {
  const logFile = join(home, `log-${process.hrtime.bigint()}`)
  const log = await open(logFile, 'a')
  const server = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      ROLLCALL_HOME: home,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', log.fd, 'inherit'],
  })
  const exited = once(server, 'exit')
  await log.close()
  const url = await listening(logFile, () => server.exitCode !== null || server.signalCode !== null)
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
 * @param {string} logFile
 * @param {() => boolean} hasEnded
 */
async function listening(logFile, hasEnded) {
  for (;;) {
    const url = /"url":"(http:[^"]+)"/.exec(await readFile(logFile, 'utf8'))?.[1]
    if (url) return url
    if (hasEnded()) throw new Error('The server ended before it listened; what it said is above.')
    await pause(20)
  }
}
