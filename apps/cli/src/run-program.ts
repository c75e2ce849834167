import { type Command, CommanderError } from 'commander'
import type { Asker } from './asker.js'
import type { Env } from './env.js'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.js'
import { openSession } from './open-session.js'
import { errorDocument } from './output/error-document.js'
import { errorText } from './output/error-text.js'
import type { Output } from './output/output.js'
import { printDocument } from './output/print-document.js'
import { createProgram } from './program.js'
import type { MakeCommand, Run } from './session.js'
import { wantsJson } from './wants-json.js'
import { WrongUsage } from './wrong-usage.js'

interface Surroundings {
  commands: MakeCommand[]
  env: Env
  output: Output
  asker: Asker | null
  signal: AbortSignal
}

/** Runs the command the arguments name, tells what went wrong, and answers the exit code. */
export async function runProgram(args: string[], surroundings: Surroundings): Promise<ExitCode> {
  const { output, signal } = surroundings
  try {
    return await runCommand(args, surroundings)
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done
    const error = thrown instanceof CommanderError ? usageError(thrown) : thrown
    await tell(error, output, wantsJson(args))
    return signal.aborted ? exitCodes.interrupted : exitCodeOf(error)
  }
}

async function runCommand(args: string[], { commands, ...surroundings }: Surroundings): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done
  const run: Run = (work) => {
    return async (...given) => {
      const session = openSession(program.opts(), { ...surroundings, json: wantsJson(args) })
      code = await work(session, ...given)
    }
  }
  const program: Command = createProgram(commands.map((make) => make(run)))
  if (args.length === 0) throw new WrongUsage('No command is given. `rollcall --help` lists the commands.')
  await program.parseAsync(args, { from: 'user' })
  return code
}

/** Where not even the error can be printed as a result, it is at least said. */
async function tell(failure: unknown, output: Output, json: boolean): Promise<void> {
  if (!json) return output.say(errorText(failure))
  await printDocument(output, errorDocument(failure)).catch(() => output.say(errorText(failure)))
}

/** Commander's own words, without the label it puts before them. */
function usageError({ message, code }: CommanderError): WrongUsage {
  if (code === 'commander.help') return new WrongUsage('No command is given. `rollcall --help` lists the commands.')
  return new WrongUsage(message.replace(/^error: /, ''))
}
