import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRollcall, type Rollcall } from '@rollcall/sdk'
import pg from 'pg'
import { serverProgram } from './programs.js'
import { bareEnvironment, type ProgramEnd, runProgram } from './run-program.js'
import { unhurried } from './unhurried.js'
import { until } from './until.js'

/** A real `rollcall-server`, on a free port. Disposing of it kills it if it still runs. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly rollcall: Rollcall
  /** Where psql finds its database. */
  databaseUrl(): Promise<string>
  /** Runs plain SQL there. */
  readonly sql: <Row extends pg.QueryResultRow>(text: string) => Promise<Row[]>
  /** All it has logged so far. */
  log(): string
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>
  /** SIGTERM; answers its exit code. */
  stop(): Promise<number | null>
}

interface StartOptions {
  home: string
  /** Absent: the embedded PostgreSQL of that home. */
  databaseUrl?: string | undefined
  env?: Record<string, string>
  /** No file it writes may become longer, as where a disk is full; a multiple of 512 bytes. */
  longestFile?: number
  /** Told what it says, while it starts and later. */
  onOutput?: (text: string) => void
}

/** Starts the server and waits until it serves; fails with what it said when it ends instead. */
export async function startServer({
  home,
  databaseUrl,
  env,
  longestFile,
  onOutput,
}: StartOptions): Promise<ServerProcess> {
  const limit = longestFile === undefined ? '' : `ulimit -f ${longestFile / 512};`
  const child = spawn('sh', ['-c', `${limit} exec "$0" "$@"`, process.execPath, serverProgram, 'serve'], {
    env: bareEnvironment({ ...settings(home, databaseUrl), ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      onOutput?.(text)
    })
  }
  const url = await until('a server that serves', () => {
    if (hasEnded(child)) throw new Error(`The server ended with ${child.exitCode ?? child.signalCode}: ${said}`)
    return /"url":"(http:[^"]+)"/.exec(said)?.[1]
  })
  let address: Promise<string> | undefined
  const findUrl = () => (address ??= databaseUrl ? Promise.resolve(databaseUrl) : embeddedUrl(home))
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!hasEnded(child)) child.kill(signal)
    await until('the end of the server', () => hasEnded(child))
    return child.exitCode
  }
  return {
    url,
    pid: child.pid ?? 0,
    rollcall: createRollcall({ url }),
    databaseUrl: findUrl,
    sql: (text) => sqlAt(findUrl(), text),
    log: () => said,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  }
}

/** Runs another command of `rollcall-server` on a home. */
export function serverCommand(home: string, ...args: string[]): Promise<ProgramEnd> {
  return runProgram(serverProgram, args, { env: settings(home) })
}

/** Where psql finds the embedded PostgreSQL of a home that is being served. */
async function embeddedUrl(home: string): Promise<string> {
  const { stdout, stderr } = await serverCommand(home, 'database-url')
  if (stderr) throw new Error(stderr)
  return stdout.trim()
}

async function sqlAt<Row extends pg.QueryResultRow>(address: Promise<string>, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: await address })
  await client.connect()
  try {
    await client.query("SET TIME ZONE 'UTC'")
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** The PostgreSQL processes that work below a folder, as ps shows them. */
export async function postgresBelow(home: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,args='])
  return stdout.split('\n').filter((line) => line.includes(`${home}/postgres`))
}

/** Ends a PostgreSQL that a killed server left behind, so that its folder can go. */
export async function endPostgres(home: string): Promise<void> {
  // Signalled until it is gone: ps may miss, for a moment, the arguments of a process that is busy.
  await until('the end of PostgreSQL', async () => {
    const left = (await postgresBelow(home)).map((line) => Number.parseInt(line, 10))
    // Others that ps shows may just have been forked by the postmaster, which would begin anew if only they ended.
    const postmaster = await postmasterOf(home)
    for (const pid of postmaster && left.includes(postmaster) ? [postmaster] : left) stopProcess(pid)
    return left.length === 0
  })
}

/** The process that says in the data folder that it serves it; undefined while there is none. */
export async function postmasterOf(home: string): Promise<number | undefined> {
  const text = await readFile(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(text, 10) || undefined
}

function stopProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // gone by itself
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function settings(home: string, databaseUrl?: string): Record<string, string> {
  return {
    ROLLCALL_HOME: home,
    PORT: '0',
    LOG_LEVEL: 'info',
    ROLLCALL_MAX_LAG_MS: String(unhurried.lagMilliseconds),
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  }
}
