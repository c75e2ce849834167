import type { LoadTask } from '@rollcall/sdk'
import { Command, Option } from 'commander'
import { wholeNumber } from '../arguments/whole-number.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { type ListedLoad, listedLoad } from '../loads/listed-load.js'
import { printDocument } from '../output/print-document.js'
import { type Cell, textTable } from '../output/text-table.js'
import type { Run, Session } from '../session.js'

const MOST = 1000

/** `rollcall loads`: the newest loads, and how they ended. */
export function loads(run: Run): Command {
  return new Command('loads')
    .description('list the newest loads')
    .addOption(
      new Option('--limit <number>', 'so many of them')
        .default(20)
        .argParser(wholeNumber('--limit', { from: 1, to: MOST })),
    )
    .action(run(listLoads))
}

async function listLoads({ rollcall, output, json, signal }: Session, options: { limit: number }): Promise<ExitCode> {
  const tasks = await rollcall.tasks.list({ kind: 'load', limit: options.limit }, { signal })
  const listed = tasks.filter((task): task is LoadTask => task.kind === 'load').map(listedLoad)
  if (json) await printDocument(output, { loads: listed })
  else await output.print(loadTable(listed))
  return exitCodes.done
}

function loadTable(listed: ListedLoad[]): string {
  if (listed.length === 0) return 'There are no loads yet.\n'
  return textTable(
    ['id', 'table', 'state', 'started', 'read', 'inserted', 'updated', 'skipped', 'rejected', 'seconds'],
    listed.map(cells),
  )
}

function cells(load: ListedLoad): Cell[] {
  const { id, table, startedAt, read, inserted, updated, skipped, rejected, seconds } = load
  return [
    id,
    table,
    stateText(load),
    startedAt && `${startedAt.slice(0, 19).replace('T', ' ')}Z`,
    read,
    inserted,
    updated,
    skipped,
    rejected,
    seconds,
  ]
}

function stateText({ state, dryRun }: ListedLoad): string {
  return dryRun ? `${state} (dry run)` : String(state)
}
