import { type LoadTask, RollcallError } from '@rollcall/sdk'
import { Command, Option } from 'commander'
import { parseLoad } from '../arguments/load-argument.js'
import { wholeNumber } from '../arguments/whole-number.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { followLoad } from '../loads/follow-load.js'
import { type ListedLoad, listedLoad } from '../loads/listed-load.js'
import { codeOf, tellOutcome } from '../loads/tell-outcome.js'
import { errorText } from '../output/error-text.js'
import { printDocument } from '../output/print-document.js'
import { type Cell, textTable } from '../output/text-table.js'
import type { Run, Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'

const MOST = 1000

/** `rollcall loads`: the newest loads and how they ended, or one of them. */
export function loads(run: Run): Command {
  return new Command('loads')
    .description('list the newest loads, or tell how one is')
    .argument('[load]', 'the id of one', parseLoad)
    .option('--follow', 'wait for the end of that load, and tell it as `rollcall load` does')
    .addOption(
      new Option('--limit <number>', 'so many of them')
        .default(20)
        .argParser(wholeNumber('--limit', { from: 1, to: MOST })),
    )
    .action(run(showLoads))
}

async function showLoads(
  session: Session,
  load: string | undefined,
  { limit, follow = false }: { limit: number; follow?: boolean },
): Promise<ExitCode> {
  if (load === undefined && follow)
    throw new WrongUsage('--follow wants the id of a load; `rollcall loads` lists them.')
  if (load === undefined) return listLoads(session, limit)
  return follow ? tellEnd(session, load) : showLoad(session, load)
}

async function listLoads({ rollcall, output, json, signal }: Session, limit: number): Promise<ExitCode> {
  const tasks = await rollcall.tasks.list({ kind: 'load', limit }, { signal })
  const listed = tasks.filter((task): task is LoadTask => task.kind === 'load').map(listedLoad)
  if (json) await printDocument(output, { loads: listed })
  else await output.print(loadTable(listed))
  return exitCodes.done
}

async function showLoad({ rollcall, output, json, signal }: Session, load: string): Promise<ExitCode> {
  const task = await rollcall.tasks.get({ id: load }, { signal })
  if (task.kind !== 'load') throw new WrongUsage(`Task ${load} is a ${task.kind}, not a load.`)
  if (json) await printDocument(output, listedLoad(task))
  else
    await output.print(
      loadTable([listedLoad(task)]) +
        (task.error ? `\n${errorText(new RollcallError(task.error.code, task.error.message, task.error))}\n` : ''),
    )
  return exitCodes.done
}

async function tellEnd(session: Session, load: string): Promise<ExitCode> {
  const outcome = await followLoad(session, load)
  await tellOutcome(session, outcome, { source: `load ${load}`, saved: false })
  return codeOf(outcome, session)
}

function loadTable(listed: ListedLoad[]): string {
  if (listed.length === 0) return 'There are no loads yet.\n'
  return textTable(
    ['id', 'table', 'state', 'started', 'read', 'inserted', 'updated', 'skipped', 'rejected', 'seconds'],
    listed.map(cells),
  )
}

function cells(load: ListedLoad): Cell[] {
  const { id, table, startedAt, progress, inserted, updated, skipped, rejected, seconds } = load
  return [
    id,
    table,
    stateText(load),
    startedAt && `${startedAt.slice(0, 19).replace('T', ' ')}Z`,
    load.read ?? progress?.rows ?? null,
    inserted,
    updated,
    skipped,
    rejected,
    seconds,
  ]
}

function stateText({ state, dryRun, progress }: ListedLoad): string {
  const { done = 0, total = null } = progress ?? {}
  const share = state === 'running' && total ? ` ${Math.floor((100 * done) / total)}%` : ''
  return `${state}${share}${dryRun ? ' (dry run)' : ''}`
}
