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
                             until there is a token, everything from this machine)
  ROLLCALL_TRUST_PROXY       proxies whose X-Forwarded-For is believed, such as loopback or 10.0.0.0/8 (default: none)
  ROLLCALL_CORS_ORIGINS      origins whose pages may use the API, with a token (default: none)
  ROLLCALL_REQUESTS_PER_TOKEN, ROLLCALL_REQUESTS_PER_ADDRESS   requests a minute; 0: no limit (default: 300000 each)
  ROLLCALL_JSON_MB           the largest JSON body (default: 4)
  ROLLCALL_HEADER_SECONDS, ROLLCALL_BODY_SECONDS   until headers and JSON bodies must be here (default: 15, 60)
  ROLLCALL_IDLE_SECONDS      without a byte after which an upload counts as broken off (default: 60)
  ROLLCALL_STATEMENT_SECONDS a request may keep the database at one statement (default: 30)
  ROLLCALL_MAX_WAITING       requests that may wait for a database connection (default: 500)
  ROLLCALL_MAX_LAG_MS        how late the server may be before it turns requests away (default: 1000)
  ROLLCALL_MAX_UPLOAD_MB, ROLLCALL_SPOOL_MB   the largest upload, and all together (default: 10240, 20480)
  ROLLCALL_MAX_UNPACKED_MB   what an upload packed by gzip may unpack into (default: 10240)
  ROLLCALL_UPLOAD_HOURS      an interrupted upload is kept (default: 24)
  ROLLCALL_KEPT_REJECTS      rejected lines of a load that are kept (default: 1000000)
  ROLLCALL_MAX_TASKS         loads, backups and others that may be waiting or running (default: 100)
  ROLLCALL_DISK_FLOOR_MB     that must be free for /readyz to say so, and for uploads (default: 512)
  ROLLCALL_DATABASE_WAIT_SECONDS   to wait for PostgreSQL at start (default: 60)
  ROLLCALL_SHUTDOWN_SECONDS  what runs may take to end when the server is told to stop (default: 25)`,
  )

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
