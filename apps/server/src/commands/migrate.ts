import { migrateDown, migrateUp, migrationStatus } from '@rollcall/server'
import { Command } from 'commander'
import { withDatabase } from '../with-database.js'

/** `rollcall-server migrate up|status|down`, beside a running server or without one. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description("the database's schema: bring it up to date, look at it, take the newest step back")
    .addCommand(new Command('up').description('run the migrations that are pending').action(up))
    .addCommand(new Command('status').description('tell applied from pending migrations').action(status))
    .addCommand(
      new Command('down')
        .description('take the newest migration back, WITH ALL DATA in the tables it made')
        .option('--yes', 'do it; without this it only says what would go')
        .action(down),
    )
}

async function up(): Promise<void> {
  const names = await withDatabase(migrateUp)
  say(names.length === 0 ? 'The schema is up to date.' : `Ran ${names.join(', ')}.`)
}

async function status(): Promise<void> {
  const { applied, pending } = await withDatabase(migrationStatus)
  for (const name of applied) say(`applied  ${name}`)
  for (const name of pending) say(`pending  ${name}`)
}

async function down({ yes }: { yes?: true }): Promise<void> {
  if (!yes) {
    const { applied } = await withDatabase(migrationStatus)
    const newest = applied.at(-1)
    throw new Error(
      newest
        ? `This would take back ${newest} with all data in its tables. Say it again with --yes.`
        : 'There is no migration to take back.',
    )
  }
  const name = await withDatabase(migrateDown)
  say(name ? `Took back ${name}.` : 'There is no migration to take back.')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
