import { Command } from 'commander'
import { backupDocument } from '../../backups/backup-document.js'
import { backupList } from '../../backups/backup-text.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'

/** `rollcall backup list`: all backups, newest first. */
export function listBackups(run: Run): Command {
  return new Command('list').description('list all backups, newest first').action(run(list))
}

async function list({ rollcall, output, json, signal }: Session): Promise<ExitCode> {
  const backups = await rollcall.backups.list({ signal })
  if (json) await printDocument(output, { backups: backups.map(backupDocument) })
  else await output.print(backupList(backups))
  return exitCodes.done
}
