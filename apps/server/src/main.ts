#!/usr/bin/env node
import { Command } from 'commander'
import { databaseUrlCommand } from './commands/database-url.js'
import { migrateCommand } from './commands/migrate.js'
import { serveCommand } from './commands/serve.js'
import { tokenCommand } from './commands/token.js'
import { version } from './version.js'

const program = new Command('rollcall-server')
  .description('The Rollcall server and its database')
  .version(version)
  .addCommand(serveCommand(), { isDefault: true })
  .addCommand(migrateCommand())
  .addCommand(tokenCommand())
  .addCommand(databaseUrlCommand())
  .addHelpText(
    'after',
    `
Environment:
  DATABASE_URL   the PostgreSQL to use (default: an embedded one under ROLLCALL_HOME)
  ROLLCALL_HOME  where the embedded database and the uploads are kept (default: ./.rollcall)
  HOST, PORT     where to listen (default: 127.0.0.1, 8000)
  LOG_LEVEL      trace, debug, info, warn, error or silent (default: info)
  ROLLCALL_BACKUP_DIR        where backups are kept (default: backups in ROLLCALL_HOME)
  ROLLCALL_ADMIN_TOKEN       a token with every scope, 20 characters or more
  ROLLCALL_ANONYMOUS_SCOPES  what may be done without a token, such as read,write (default: nothing;
                             until there is a token, everything from this machine)`,
  )

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
