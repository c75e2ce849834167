import { spawn } from 'node:child_process'

/** How a program ended, and all it said. */
export interface ProgramEnd {
  code: number | null
  stdout: string
  stderr: string
}

interface RunOptions {
  env?: Record<string, string>
  stdin?: string
}

/** Runs one of the built programs of the workspace in this Node, with nothing of Rollcall's environment but what is given. */
export function runProgram(
  file: string,
  args: string[],
  { env = {}, stdin = '' }: RunOptions = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { env: bareEnvironment(env) })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(stdin)
  })
}

/** The environment of this process without what Rollcall would read from it. */
export function bareEnvironment(env: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ROLLCALL_|DATABASE_URL$|PORT$|HOST$|PG)/.test(name))
  return { ...Object.fromEntries(kept), ...env }
}
