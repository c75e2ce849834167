import { Command } from 'commander'
import { restoreList } from '../../backups/backup-text.js'
import { numberedBackups } from '../../backups/numbered-backups.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'

/** `rollcall restore list`: the backups with the numbers by which they are restored. */
export function listRestores(run: Run): Command {
  return new Command('list').description('list the backups with their numbers, 1 the newest').action(run(list))
}

async function list({ rollcall, output, json, signal }: Session): Promise<ExitCode> {
  const backups = numberedBackups(await rollcall.backups.list({ signal }))
  if (json) await printDocument(output, { backups })
  else await output.print(restoreList(backups))
  return exitCodes.done
}
