import { Command } from 'commander'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'

/** `rollcall token revoke`: from then on the token is none, on every server of the database. */
export function revokeToken(run: Run): Command {
  return new Command('revoke').description('end a token at once').argument('<id>').action(run(revoke))
}

async function revoke({ rollcall, output, json, signal }: Session, id: string): Promise<ExitCode> {
  const revoked = await rollcall.tokens.revoke({ id }, { signal })
  if (json) {
    await printDocument(output, revoked)
    return exitCodes.done
  }
  await output.print(`Token ${id} is revoked.\n`)
  if (revoked.warning) output.say(revoked.warning)
  return exitCodes.done
}
