import type { SystemStatus } from '@rollcall/sdk'
import { Command } from 'commander'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { printDocument } from '../output/print-document.js'
import { textTable } from '../output/text-table.js'
import type { Run, Session } from '../session.js'

/** `rollcall status`: how the server is, and how many rows each table has. */
export function status(run: Run): Command {
  return new Command('status').description('show how the server is').action(run(showStatus))
}

async function showStatus({ rollcall, output, url, json, signal }: Session): Promise<ExitCode> {
  const found = await rollcall.system.status({ signal })
  if (json) await printDocument(output, found)
  else await output.print(statusText(found, url))
  return exitCodes.done
}

function statusText({ version, database, tables }: SystemStatus, url: string): string {
  const facts = textTable(
    ['Rollcall', version],
    [
      ['server', url],
      ['database', `PostgreSQL ${database.version}`],
      ['pending migrations', database.pendingMigrations.join(', ') || 'none'],
    ],
  )
  return `${facts}\n${textTable(['table', 'rows'], Object.entries(tables))}`
}
