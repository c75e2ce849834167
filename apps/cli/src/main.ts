#!/usr/bin/env node
import { createAsker } from './asker.js'
import { audit } from './commands/audit.js'
import { backup } from './commands/backup.js'
import { cancel } from './commands/cancel.js'
import { load } from './commands/load.js'
import { loads } from './commands/loads.js'
import { preview } from './commands/preview.js'
import { rejects } from './commands/rejects.js'
import { report } from './commands/report.js'
import { restore } from './commands/restore.js'
import { status } from './commands/status.js'
import { token } from './commands/token.js'
import { readEnv } from './env.js'
import { createOutput } from './output/output.js'
import { runProgram } from './run-program.js'
import { watchInterrupts } from './watch-interrupts.js'

// Every command, in the order of --help.
const commands = [load, preview, loads, cancel, rejects, report, backup, restore, token, audit, status]

const output = createOutput(process.stdout, process.stderr)
const signal = watchInterrupts()
const asker = createAsker({ input: process.stdin, output: process.stderr, signal })
const code = await runProgram(process.argv.slice(2), { commands, env: readEnv(), output, asker, signal })
await output.end()
// What may still be open, such as an unfinished standard input, must not keep the process.
process.exit(code)
