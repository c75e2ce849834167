import { spawn, type ChildProcess } from 'node:child_process'
import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { choosePort } from './choose-port.js'
import type { Cluster } from './embedded-cluster.js'
import { PostgresError } from './postgres-error.js'
import { findPostmaster } from './postmaster.js'
import { programEnvironment } from './run-program.js'

// Recovery after a crash may have a lot to read; whoever waits longer is told so by the caller.
const readyWithinMs = 300_000

// What PostgreSQL says when another process was quicker, or a killed server's last backends are not gone yet.
const passing = [
  'lock file "postmaster.pid" already exists',
  'lock file "postmaster.pid" is empty',
  'could not create any TCP/IP sockets',
  'pre-existing shared memory block',
]

/**
 * Starts PostgreSQL on the remembered port, or another if that is taken, and waits until it is ready or has ended for a
 * reason that may pass: look for a postmaster again then. Rejects with `start_failed` and what it said for any other reason.
 */
export async function startPostmaster(cluster: Cluster): Promise<void> {
  const port = await choosePort(cluster.connection.port)
  await using log = await open(cluster.log, 'a', 0o600)
  const { size } = await log.stat()
  const child = spawnDetached(cluster, port, log.fd)
  const problem = await readyOrEnded(child, cluster.data)
  if (problem === undefined) return
  const said = problem instanceof Error ? problem.message : await readFrom(cluster.log, size, child.pid)
  if (problem === 'killed' || passing.some((text) => said.includes(text))) return await sleep(50)
  const message = `The embedded PostgreSQL in ${cluster.data} did not start: ${said || 'it said nothing'}. All it said stands in ${cluster.log}.`
  throw new PostgresError('start_failed', message, problem instanceof Error ? { cause: problem } : undefined)
}

/**
 * Not by pg_ctl: that puts paths into a shell unquoted, and leaves its server to process 1, which in a container may be us
 * without knowing. In a session of its own a Ctrl-C in our terminal does not reach it.
 */
function spawnDetached({ binaries, data, runAs }: Cluster, port: number, log: number): ChildProcess {
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const options = { ...runAs, env: programEnvironment, cwd: '/', detached: true }
  return spawn(binaries.postgres, args, { ...options, stdio: ['ignore', log, log] })
}

type Problem = Error | 'ended' | 'killed'

async function readyOrEnded(child: ChildProcess, data: string): Promise<Problem | undefined> {
  child.unref()
  const ended = new Promise<Problem>((resolve) => {
    child.once('error', resolve)
    child.once('exit', (code) => resolve(code === null ? 'killed' : 'ended'))
  })
  const giveUpAt = Date.now() + readyWithinMs
  while (Date.now() < giveUpAt) {
    const problem = await Promise.race([ended, sleep(10, undefined)])
    if (problem !== undefined) return problem
    const postmaster = await findPostmaster(data)
    if (postmaster?.pid === child.pid && postmaster?.state === 'ready') return undefined
  }
  return undefined
}

/** What this server said, told from others that write to the same log by the process id that begins its lines. */
async function readFrom(log: string, position: number, pid: number | undefined): Promise<string> {
  await using handle = await open(log)
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(64 * 1024), position })
  const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
  const own = lines.filter((line) => line.includes(`[${pid}]`))
  return (own.length > 0 ? own : lines).slice(-8).join('\n').trim()
}
