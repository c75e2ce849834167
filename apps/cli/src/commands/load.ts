import type { LoadFileOptions, LoadTask, TableName } from '@rollcall/sdk'
import { Command, Option } from 'commander'
import { checkColumns, columnsOption } from '../arguments/columns-option.js'
import { delimiterOption } from '../arguments/delimiter-option.js'
import { encodingOption } from '../arguments/encoding-option.js'
import { headerOption } from '../arguments/header-option.js'
import { maxRejectsOption } from '../arguments/max-rejects-option.js'
import { tableArgument } from '../arguments/table-argument.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { checkNotSource } from '../loads/check-not-source.js'
import { checkRequestOptions, loadByRequests } from '../loads/load-by-requests.js'
import { listedLoad } from '../loads/listed-load.js'
import { openSource, STANDARD_INPUT } from '../loads/open-source.js'
import { runLoad } from '../loads/run-load.js'
import type { RequestMode } from '../loads/send-rows.js'
import { startLoad } from '../loads/start-load.js'
import { codeOf, tellOutcome } from '../loads/tell-outcome.js'
import { errorText } from '../output/error-text.js'
import { checkNewFile } from '../output/new-file.js'
import { printDocument } from '../output/print-document.js'
import { sayingOtherwise } from '../output/saying-otherwise.js'
import { saveRejects } from '../rejects/save-rejects.js'
import type { Run, Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'

type LoadOptions = Pick<
  LoadFileOptions,
  'header' | 'columns' | 'delimiter' | 'encoding' | 'onConflict' | 'maxRejects' | 'dryRun'
> & {
  mode: 'file' | RequestMode
  rejects?: string
  force?: boolean
  detach?: boolean
}

const EXAMPLES = `
Examples:
  $ rollcall load department departments.csv
  $ rollcall load jobs jobs.csv --header yes --on-conflict update
  $ rollcall load hired_employees hired.csv --max-rejects 5% --rejects fix.csv
  $ rollcall load hired_employees export.csv --columns id,name,-,datetime,department_id,job_id
  $ rollcall load hired_employees hired.csv.gz
  $ generate-people | rollcall load hired_employees -`

/** `rollcall load`: a CSV file into a table, all or nothing unless asked for otherwise. */
export function load(run: Run): Command {
  return new Command('load')
    .description('load a CSV file into a table; lines that break a rule are kept aside')
    .addArgument(tableArgument())
    .argument('<file>', 'a CSV file, packed by gzip or not, or - for standard input')
    .addOption(modeOption())
    .addOption(headerOption())
    .addOption(columnsOption())
    .addOption(delimiterOption())
    .addOption(encodingOption())
    .addOption(onConflictOption())
    .addOption(maxRejectsOption())
    .option('--dry-run', 'do everything but keep it')
    .option('--detach', 'leave when the file is sent and its load started; `rollcall loads` tells how it goes')
    .option('--rejects <file>', 'save the lines that were rejected to this CSV file')
    .option('--force', 'replace that file if it is there')
    .addHelpText('after', EXAMPLES)
    .action(run(loadFile))
}

function modeOption(): Option {
  return new Option('--mode <file|rows|batch>', 'all or nothing, or requests of one row or 1,000, kept as they come')
    .choices(['file', 'rows', 'batch'])
    .default('file')
}

function onConflictOption(): Option {
  return new Option('--on-conflict <reject|skip|update>', 'what to do with a row whose key is there already')
    .choices(['reject', 'skip', 'update'])
    .default('reject')
}

async function loadFile(session: Session, table: TableName, file: string, options: LoadOptions): Promise<ExitCode> {
  const { mode, rejects: path, force = false, detach = false, ...asked } = options
  checkColumns(table, asked.columns)
  if (detach) checkDetached(options)
  if (mode !== 'file') checkRequestOptions(mode, asked)
  if (path !== undefined) {
    await checkNewFile(path, { force })
    await checkNotSource(path, file)
  }
  const source = await openSource(file, process.stdin)
  if (file === STANDARD_INPUT && process.stdin.isTTY) session.tell('Reading from the terminal; Ctrl-D ends the input.')
  if (mode !== 'file') {
    const place = path === undefined ? null : { path, force }
    return loadByRequests(session, { table, source, file: nameOf(file), mode, place, ...asked })
  }
  if (detach) return tellStarted(session, await startLoad(session, { table, source, ...asked }))
  const outcome = await runLoad(session, { table, source, ...asked })
  // First what would be lost: the result may not be printable.
  if (path !== undefined) await trySavingRejects(session, outcome.result.id, { path, force })
  await tellOutcome(session, outcome, { source: nameOf(file), saved: path !== undefined })
  return codeOf(outcome, session)
}

function checkDetached({ mode, rejects }: LoadOptions): void {
  if (mode !== 'file') throw new WrongUsage(`--detach leaves a load to the server, which --mode ${mode} has not.`)
  if (rejects === undefined) return
  throw new WrongUsage('--detach does not wait for the rejects; `rollcall rejects <load> -o` saves them afterwards.')
}

/** The id alone is the result, so that a script can go on with it. */
async function tellStarted(session: Session, task: LoadTask): Promise<ExitCode> {
  const { output, json, program, tell } = session
  const { id } = task
  const print = () => (json ? printDocument(output, listedLoad(task)) : output.print(`${id}\n`))
  await sayingOtherwise(session, `Load ${id} was started and goes on.`, print)
  tell(
    `The load was started and goes on by itself.\n  ${program} loads ${id} --follow   waits for its end\n` +
      `  ${program} cancel ${id}           stops it`,
  )
  return exitCodes.done
}

/** A source as a person calls it. */
function nameOf(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : file
}

/** The load has ended, and its exit code must tell how; the rejects can be saved again. */
async function trySavingRejects(
  session: Session,
  load: string,
  place: { path: string; force: boolean },
): Promise<void> {
  try {
    await saveRejects(session, load, place)
  } catch (error) {
    session.output.say(errorText(error))
    session.output.say(`The rejects are kept: ${session.program} rejects ${load} -o ${place.path}`)
  }
}
