import type { Verified } from '@rollcall/sdk'
import { Command } from 'commander'
import { backupArgument } from '../../arguments/backup-argument.js'
import { inLoadOrder } from '../../backups/backup-document.js'
import { backupText } from '../../backups/backup-text.js'
import { runWithProgress } from '../../backups/run-with-progress.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printable } from '../../output/printable.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'

/** `rollcall backup verify`: proves a backup whole, or says what is wrong with it. */
export function verifyBackup(run: Run): Command {
  return new Command('verify')
    .description('prove that a backup is whole: every byte and every row of it')
    .addArgument(backupArgument())
    .action(run(verify))
}

async function verify(session: Session, id: string): Promise<ExitCode> {
  const { rollcall, output, json } = session
  const verified = await runWithProgress(session, { running: 'Verifying' }, (options) =>
    rollcall.backups.verify(id, options),
  )
  const { ok, tables, problems } = verified
  if (json) await printDocument(output, { id, ok, tables: inLoadOrder(tables), problems })
  else await output.print(verifiedText(verified))
  return ok ? exitCodes.done : exitCodes.failed
}

function verifiedText({ id, ok, tables, problems }: Verified): string {
  if (ok) return `Backup ${id} is whole.\n${backupText({ tables })}`
  return [`Backup ${id} is not whole:`, ...problems.map((problem) => `  ${printable(problem)}`), ''].join('\n')
}
