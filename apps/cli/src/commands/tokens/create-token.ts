import type { Scope } from '@rollcall/sdk'
import { Command } from 'commander'
import { expiresOption } from '../../arguments/expires-option.js'
import { scopeOption } from '../../arguments/scope-option.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import { printable } from '../../output/printable.js'
import type { Run, Session } from '../../session.js'

interface Options {
  name: string
  scope: Scope[]
  /** In days. */
  expires?: number
}

/** `rollcall token create`: the token alone on standard output, and what it is beside it. */
export function createToken(run: Run): Command {
  return new Command('create')
    .description('make a token; it is printed once and kept nowhere')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(scopeOption())
    .addOption(expiresOption())
    .action(run(create))
}

const DAY = 86_400_000

async function create(session: Session, { name, scope, expires }: Options): Promise<ExitCode> {
  const { rollcall, output, json, signal } = session
  const expiresAt = expires === undefined ? null : new Date(Date.now() + expires * DAY).toISOString()
  const made = await rollcall.tokens.create({ name, scopes: scope, expiresAt }, { signal })
  if (json) {
    await printDocument(output, made)
    return exitCodes.done
  }
  session.tell(`Token ${made.id} (${printable(made.name)}): ${made.scopes.join(', ')}. It is shown this once:`)
  await output.print(`${made.token}\n`)
  if (made.warning) output.say(made.warning)
  return exitCodes.done
}
