import { Command } from 'commander'
import { backupArgument } from '../../arguments/backup-argument.js'
import { backupDocument } from '../../backups/backup-document.js'
import { momentText } from '../../backups/backup-text.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import type { Run, Session } from '../../session.js'
import { WrongUsage } from '../../wrong-usage.js'

interface RemoveOptions {
  yes?: boolean
}

/** `rollcall backup remove`: a backup thrown away, after a question. */
export function removeBackup(run: Run): Command {
  return new Command('remove')
    .description('throw a backup away')
    .addArgument(backupArgument())
    .option('--yes', 'do not ask')
    .action(run(remove))
}

async function remove(session: Session, id: string, { yes = false }: RemoveOptions): Promise<ExitCode> {
  const { rollcall, output, json, signal } = session
  if (!yes) await askForRemoval(session, id)
  const backup = await rollcall.backups.remove(id, { signal })
  if (json) await printDocument(output, backupDocument(backup))
  else await output.print(`Backup ${id} was removed.\n`)
  return exitCodes.done
}

async function askForRemoval({ rollcall, asker, signal }: Session, id: string): Promise<void> {
  if (!asker)
    throw new WrongUsage('Removing a backup cannot be undone, and there is no terminal to ask at. Give --yes.')
  const { createdAt, kind } = await rollcall.backups.get(id, { signal })
  await asker.confirm(`Remove backup ${id} (${kind}, of ${momentText(createdAt)})? It cannot be brought back.`)
}
