import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { DEFAULT_URL } from './open-session.js'
import { exitCodeHelp } from './exit-code.js'

const EXAMPLES = `Examples:
  $ rollcall load departments departments.csv
  $ rollcall load hired_employees hired.csv --max-rejects 5% --rejects fix.csv
  $ rollcall load hired_employees hired.csv.gz
  $ rollcall report hired-by-quarter --year 2021 --format csv > 2021.csv
  $ rollcall backup
  $ rollcall restore departments 1
  $ rollcall --url https://rollcall.example.com status --json`

/** The program around the commands: what all of them share. It throws CommanderError instead of ending the process. */
export function createProgram(commands: Command[]): Command {
  const program = new Command('rollcall')
    .description('Moves people data from CSV files into PostgreSQL, answers the hiring questions, and keeps backups.')
    .version(version(), '--version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .option('--url <url>', `where the server is (or ROLLCALL_URL; default ${DEFAULT_URL})`)
    .option('--token <token>', 'what the server knows you by (or ROLLCALL_TOKEN)')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--quiet', 'neither progress nor messages')
    .addHelpText('after', `\n${EXAMPLES}\n\n${exitCodeHelp}`)
  for (const command of commands) program.addCommand(withSettings(command, program))
  return program
}

function withSettings(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).addHelpText('after', `\n${exitCodeHelp}`)
  for (const each of command.commands) withSettings(each, command)
  return command
}

function version(): string {
  const description = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return description.version
}
