import { createRequire } from 'node:module'
import { join, dirname } from 'node:path'
import { runProgram, type ProgramEnd } from './run-program.js'

const { resolve } = createRequire(import.meta.url)

/** The built `rollcall-server`. */
export const serverProgram = programOf('rollcall-server')

/** The built `rollcall`. */
export const cliProgram = programOf('rollcall')

/** What `rollcall --json` said, parsed; undefined when it was no JSON. */
export interface CliEnd extends ProgramEnd {
  json: unknown
}

/** Runs the real `rollcall` against a server. */
export async function rollcallCli(url: string, ...args: string[]): Promise<CliEnd> {
  const end = await runProgram(cliProgram, args, { env: { ROLLCALL_URL: url, NO_COLOR: '1' } })
  return { ...end, json: parsed(end.stdout) }
}

function programOf(name: string): string {
  return join(dirname(resolve(`${name}/package.json`)), 'dist', 'main.js')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
