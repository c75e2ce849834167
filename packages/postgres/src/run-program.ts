import { execFile } from 'node:child_process'

import type { RunAs } from './run-as.js'

/** How a program ended; `output` is what it said on stdout and stderr, or why it could not be run. */
export interface ProgramResult {
  ok: boolean
  output: string
}

/** All that PostgreSQL's programs see of the environment, so that no PG*, LC_* or TZ of the caller changes a database. */
export const programEnvironment = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' }

/** Runs a program to its end, as another user if one is given; never rejects. */
export function runProgram(file: string, args: string[], runAs: RunAs | undefined): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(file, args, { ...runAs, env: programEnvironment, cwd: '/' }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      resolve({ ok: error === null, output: output || (error?.message ?? '') })
    })
  })
}
