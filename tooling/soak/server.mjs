import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PROGRAM = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url))
const TELL_MEMORY = new URL('tell-memory.mjs', import.meta.url).href

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/**
 * Starts rollcall-server on everything under `home`; with a database URL on that database.
 * @param {{ home: string, databaseUrl: string | undefined }} options
 */
export async function startServer({ home, databaseUrl }) {
  const { DATABASE_URL: _, ...inherited } = process.env
  const env = {
    ...inherited,
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ROLLCALL_HOME: home,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    ROLLCALL_REQUESTS_PER_ADDRESS: '0',
    // A busy machine is not what is tried here.
    ROLLCALL_MAX_LAG_MS: '20000',
    ROLLCALL_STATEMENT_SECONDS: '120',
  }
  const logFile = join(home, 'log')
  const log = await open(logFile, 'a')
  const server = spawn(process.execPath, ['--expose-gc', '--import', TELL_MEMORY, PROGRAM], {
    env,
    stdio: ['ignore', log.fd, 'inherit', 'ipc'],
  })
  const exited = once(server, 'exit')
  await log.close()
  return {
    url: await listening(logFile, server),
    databaseUrl: databaseUrl ?? (await databaseUrlOf(env)),
    /**
     * What is in use after a garbage collection, in bytes.
     * @returns {Promise<NodeJS.MemoryUsage>}
     */
    async memory() {
      server.send('memory')
      const told = await Promise.race([once(server, 'message'), exited.then(() => undefined)])
      if (!told) throw new Error('The server ended; what it said is above and in its log.')
      return told[0]
    },
    openFiles: () => openFiles(server.pid ?? 0),
    /** The lines of its log that tell of something that should not have been. */
    async complaints() {
      const lines = (await readFile(logFile, 'utf8')).trim().split('\n')
      return lines.filter((line) => JSON.parse(line).level >= 50)
    },
    /** Answers its exit code. */
    async stop() {
      if (server.exitCode === null) server.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}

/**
 * @param {string} logFile
 * @param {import('node:child_process').ChildProcess} server
 */
async function listening(logFile, server) {
  for (;;) {
    const url = /"url":"(http:[^"]+)"/.exec(await readFile(logFile, 'utf8'))?.[1]
    if (url) return url
    if (server.exitCode !== null) throw new Error('The server ended before it listened; what it said is above.')
    await pause(20)
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function databaseUrlOf(env) {
  return (await promisify(execFile)(process.execPath, [PROGRAM, 'database-url'], { env })).stdout.trim()
}

/**
 * What a process has open, as the system names it.
 * @param {number} pid
 */
async function openFiles(pid) {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const names = await Promise.all(descriptors.map((each) => readlink(`/proc/${pid}/fd/${each}`).catch(() => '')))
  return names.filter((name) => name !== '')
}
