import { Command } from 'commander'
import { backupDocument } from '../../backups/backup-document.js'
import { backupText } from '../../backups/backup-text.js'
import { runWithProgress } from '../../backups/run-with-progress.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'

/** `rollcall backup create`: all tables, as they are at one moment. */
export function createBackup(run: Run): Command {
  return new Command('create').description('back all tables up as they are at one moment').action(run(create))
}

async function create(session: Session): Promise<ExitCode> {
  const { rollcall, output, json } = session
  const backup = await runWithProgress(session, { running: 'Backing up' }, (options) =>
    rollcall.backups.create(options),
  )
  if (json) await printDocument(output, backupDocument(backup))
  else await output.print(`Backup ${backup.id} was made.\n${backupText(backup)}`)
  return exitCodes.done
}
