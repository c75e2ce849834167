// The built command line as a process of its own.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the built command line to its end. */
export async function rollcall(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = start(args, env)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number | null, stdout, stderr }
}

/** The built command line, to be run by Node. */
export const binary = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Starts the built command line. */
export function start(args: string[], env: Record<string, string> = {}): ChildProcessByStdio<null, Readable, Readable> {
  // Nothing of the environment gets through, so that no test can reach a server that happens to run.
  return spawn(process.execPath, [binary, ...args], {
    env: { ROLLCALL_URL: 'http://127.0.0.1:1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
