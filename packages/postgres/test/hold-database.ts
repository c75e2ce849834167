import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What a holder said first: where its database is, or why it has none. */
interface Answer {
  url?: string
  code?: string
  message?: string
}

/** A process of its own that has found a database, or not. */
export interface Holder extends AsyncDisposable {
  pid: number
  answer: Promise<Answer>
  /** Leaves the database; resolves when the process and everything that writes to its pipes has ended. */
  leave(): Promise<void>
  /** As `kill -9`; resolves when the process and everything that writes to its pipes has ended. */
  kill(): Promise<void>
}

/** Which program holds the database, and as whom. */
export interface HolderOptions {
  node?: string
  script?: string
  uid?: number
  gid?: number
}

/** Starts a process that finds the database of a home and stays until told to leave. */
export function holdDatabase(home: string, role: 'serve' | 'join', options: HolderOptions = {}): Holder {
  const {
    node = process.execPath,
    script = fileURLToPath(new URL('hold-database.mjs', import.meta.url)),
    ...as
  } = options
  const child = spawn(node, [script, home, role], { ...as, cwd: '/', stdio: 'pipe' })
  const closed = once(child, 'close')
  const end = async (how: () => void): Promise<void> => {
    how()
    await closed
  }
  const leave = (): Promise<void> => end(() => child.stdin.end())
  const kill = (): Promise<void> => end(() => child.kill('SIGKILL'))
  return { pid: child.pid ?? 0, answer: firstLine(child), leave, kill, [Symbol.asyncDispose]: kill }
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<Answer> {
  let complaints = ''
  child.stderr.on('data', (bytes: Buffer) => (complaints += bytes.toString()))
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Answer
  return { message: complaints }
}
