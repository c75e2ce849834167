#!/usr/bin/env node
import { Command } from 'commander'
import { databaseUrlCommand } from './commands/database-url.js'
import { migrateCommand } from './commands/migrate.js'
import { serveCommand } from './commands/serve.js'
import { version } from './version.js'

const program = new Command('rollcall-server')
  .description('The Rollcall server and its database')
  .version(version)
  .addCommand(serveCommand(), { isDefault: true })
  .addCommand(migrateCommand())
  .addCommand(databaseUrlCommand())
  .addHelpText(
    'after',
    `
Environment:
  DATABASE_URL   the PostgreSQL to use (default: an embedded one under ROLLCALL_HOME)
  ROLLCALL_HOME  where the embedded database and the uploads are kept (default: ./.rollcall)
  HOST, PORT     where to listen (default: 127.0.0.1, 8000)
  LOG_LEVEL      trace, debug, info, warn, error or silent (default: info)`,
  )

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
