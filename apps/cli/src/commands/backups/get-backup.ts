import { Command } from 'commander'
import { backupArgument } from '../../arguments/backup-argument.js'
import { backupDocument } from '../../backups/backup-document.js'
import { checkEmptyFolder, saveBackup } from '../../backups/save-backup.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { amount } from '../../output/numbers.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'

interface GetOptions {
  output: string
}

/** `rollcall backup get`: the files of a backup, each proved to be what was backed up. */
export function getBackup(run: Run): Command {
  return new Command('get')
    .description('save the files of a backup into a folder, and prove that they came whole')
    .addArgument(backupArgument())
    .requiredOption('-o, --output <folder>', 'an empty folder, or one to be made')
    .action(run(get))
}

async function get(session: Session, id: string, { output: folder }: GetOptions): Promise<ExitCode> {
  const { rollcall, output, json, signal } = session
  await checkEmptyFolder(folder)
  const backup = await rollcall.backups.get(id, { signal })
  const files = await saveBackup(session, backup, folder)
  if (json) await printDocument(output, { ...backupDocument(backup), folder, files })
  else await output.print(`${amount(files.length, 'file')} of backup ${id} saved to ${folder}: ${files.join(', ')}\n`)
  return exitCodes.done
}
