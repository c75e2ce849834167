import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { Command } from 'commander'
import { backupDocument } from '../../backups/backup-document.js'
import { backupText } from '../../backups/backup-text.js'
import { runWithProgress } from '../../backups/run-with-progress.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { failureText } from '../../output/failure-text.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'
import { WrongUsage } from '../../wrong-usage.js'

/** `rollcall backup import`: Avro files from elsewhere, such as the old service's, made a backup. */
export function importBackup(run: Run): Command {
  return new Command('import')
    .description('make a backup of Avro files from elsewhere, one per table')
    .argument('<file...>', 'such as department_backup_20240131_120000.avro or departments.avro')
    .action(run(importFiles))
}

async function importFiles(session: Session, files: string[]): Promise<ExitCode> {
  const { rollcall, output, json } = session
  for (const file of files) await checkReadable(file)
  const backup = await runWithProgress(session, { running: 'Importing' }, (options) =>
    rollcall.backups.import(files, options),
  )
  if (json) await printDocument(output, backupDocument(backup))
  else await output.print(`Backup ${backup.id} was made of ${files.join(', ')}.\n${backupText(backup)}`)
  return exitCodes.done
}

async function checkReadable(file: string): Promise<void> {
  try {
    if ((await stat(file)).isDirectory()) throw new WrongUsage(`${file} is a folder; name an Avro file.`)
    await access(file, constants.R_OK)
  } catch (error) {
    if (error instanceof WrongUsage) throw error
    throw new WrongUsage(`${file} cannot be read: ${failureText(error)}.`, { cause: error })
  }
}
