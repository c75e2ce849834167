import type { AuditEntry, TableName } from '@rollcall/sdk'
import { Command, Option } from 'commander'
import { parseTable } from '../arguments/table-argument.js'
import { wholeNumber } from '../arguments/whole-number.js'
import { momentText } from '../backups/backup-text.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { printDocument } from '../output/print-document.js'
import { type Cell, textTable } from '../output/text-table.js'
import type { Run, Session } from '../session.js'

const MOST = 1000

interface Options {
  limit: number
  table?: TableName
  action?: string
  by?: string
}

const EXAMPLES = `
Examples:
  $ rollcall audit
  $ rollcall audit --table hired_employees --limit 100
  $ rollcall audit --by 3hR7kQ2x --json`

/** `rollcall audit`: who changed what, newest first. */
export function audit(run: Run): Command {
  return new Command('audit')
    .description('show who changed what, newest first')
    .addOption(
      new Option('--limit <number>', 'so many changes')
        .default(20)
        .argParser(wholeNumber('--limit', { from: 1, to: MOST })),
    )
    .addOption(new Option('--table <table>', 'only those of this table').argParser(parseTable))
    .option('--action <action>', 'only those of this kind, such as departments.create')
    .option('--by <token>', 'only those with the token of this id')
    .addHelpText('after', EXAMPLES)
    .action(run(listAudit))
}

async function listAudit({ rollcall, output, json, signal }: Session, options: Options): Promise<ExitCode> {
  const { by, ...others } = options
  const { entries } = await rollcall.audit.list({ ...others, token: by }, { signal })
  if (json) await printDocument(output, { audit: entries })
  else await output.print(auditTable(entries))
  return exitCodes.done
}

function auditTable(entries: AuditEntry[]): string {
  if (entries.length === 0) return 'Nothing was changed yet.\n'
  return textTable(['at', 'token', 'action', 'table', 'rows', 'result', 'detail', 'request'], entries.map(cells))
}

function cells({ at, token, action, table, rows, result, detail, requestId }: AuditEntry): Cell[] {
  const details = Object.entries(detail).map(([name, value]) => `${name}=${value ?? '–'}`)
  return [momentText(at), token, action, table, rows, result, details.join(' '), requestId]
}
