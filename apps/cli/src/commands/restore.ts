import type { Restored, RestoreOptions, TableName } from '@rollcall/sdk'
import { Argument, Command, Option } from 'commander'
import { parseBackupOrNumber } from '../arguments/backup-argument.js'
import { parseTable } from '../arguments/table-argument.js'
import { chooseBackup, chooseTable } from '../backups/choose-restore.js'
import { findBackup } from '../backups/find-backup.js'
import { restoredDocument } from '../backups/restored-document.js'
import { changesNothing, restoredText } from '../backups/restored-text.js'
import { runWithProgress } from '../backups/run-with-progress.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { printDocument } from '../output/print-document.js'
import type { Run, Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'
import { listRestores } from './backups/list-restores.js'

interface Options {
  mode: NonNullable<RestoreOptions['mode']>
  dryRun?: boolean
  yes?: boolean
}

const EXAMPLES = `
Examples:
  $ rollcall restore                           asks what to restore
  $ rollcall restore list
  $ rollcall restore departments 1             the newest backup, after a question
  $ rollcall restore jobs 20261122_201700_3fa9 --mode merge --yes`

/** `rollcall restore`: one table made what it was in a backup, or nothing changed. */
export function restore(run: Run): Command {
  return new Command('restore')
    .description('make one table what it was in a backup; without arguments, ask which')
    .addArgument(new Argument('[table]', 'the table').argParser(parseTable))
    .addArgument(
      new Argument('[backup]', 'its number in `rollcall restore list`, or its id').argParser(parseBackupOrNumber),
    )
    .addOption(
      new Option('--mode <replace|merge>', 'merge leaves rows that came since')
        .choices(['replace', 'merge'])
        .default('replace'),
    )
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--yes', 'do not ask')
    .addCommand(listRestores(run))
    .addHelpText('after', EXAMPLES)
    .action(run(restoreTable))
}

type Given = [table: TableName | undefined, backup: string | number | undefined, options: Options]

async function restoreTable(session: Session, ...[givenTable, givenBackup, options]: Given): Promise<ExitCode> {
  checkCanAsk(session, givenTable !== undefined && givenBackup !== undefined, options)
  const table = givenTable ?? (await chooseTable(session))
  const backup = await (givenBackup === undefined ? chooseBackup(session, table) : findBackup(session, givenBackup))
  const { mode, dryRun = false, yes = false } = options
  const made = (dry: boolean) => runRestore(session, { table, backup, mode, dryRun: dry })
  if (dryRun) return tellRestored(session, await made(true))
  if (!yes) {
    const preview = await made(true)
    if (changesNothing(preview)) return tellNothingToDo(session, preview)
    await askToRestore(session, preview)
  }
  return tellRestored(session, await made(false))
}

function checkCanAsk({ asker }: Session, complete: boolean, { dryRun, yes }: Options): void {
  if (asker) return
  if (!complete) {
    throw new WrongUsage(
      'Without a terminal to ask at, name the table and the backup: rollcall restore <table> <number | backup-id> --yes',
    )
  }
  if (!dryRun && !yes) {
    throw new WrongUsage(
      'A restore changes the table, and there is no terminal to ask at. See what it would change with --dry-run, or give --yes.',
    )
  }
}

interface Restoring extends Required<Pick<RestoreOptions, 'mode' | 'dryRun'>> {
  table: TableName
  backup: string
}

function runRestore(session: Session, { table, backup, mode, dryRun }: Restoring): Promise<Restored> {
  return runWithProgress(session, { running: dryRun ? 'Comparing' : 'Restoring' }, (options) =>
    session.rollcall.restore(table, backup, { ...options, mode, dryRun }),
  )
}

async function askToRestore({ asker, output, program }: Session, preview: Restored): Promise<void> {
  output.say(restoredText(preview, { program }))
  await asker?.confirm(`Do this to ${preview.table}? A safety backup is taken first.`)
}

async function tellNothingToDo(session: Session, preview: Restored): Promise<ExitCode> {
  const { output, json, tell } = session
  tell(`There is nothing to restore: ${preview.table} is as it was in backup ${preview.backup}.`)
  if (json) await printDocument(output, restoredDocument(preview))
  return exitCodes.done
}

async function tellRestored({ output, json, program }: Session, restored: Restored): Promise<ExitCode> {
  if (json) await printDocument(output, restoredDocument(restored))
  else await output.print(restoredText(restored, { program }))
  return exitCodes.done
}
