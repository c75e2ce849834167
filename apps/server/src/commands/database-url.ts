import { findDatabase } from '@rollcall/postgres'
import { Command } from 'commander'
import { readSettings } from '../env.js'

/** `rollcall-server database-url`: how psql, pgAdmin or DBeaver connect. */
export function databaseUrlCommand(): Command {
  return new Command('database-url')
    .description('print how psql, pgAdmin or DBeaver connect; the embedded database answers only while a server runs')
    .action(async () => {
      const { databaseUrl, home } = readSettings(process.env)
      await using found = await findDatabase({ databaseUrl, home, role: 'join' })
      process.stdout.write(`${found.url}\n`)
    })
}
