import type { Readable } from 'node:stream'
import type { LoadFileOptions, TableName } from '@rollcall/sdk'
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.js'
import { errorText } from '../output/error-text.js'
import type { RejectLayout } from '../rejects/reject-csv.js'
import { writeRejects } from '../rejects/save-rejects.js'
import type { Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'
import { loadInRequests, type RequestsOutcome } from './load-in-requests.js'
import { createRejectLog, type RejectLog } from './reject-log.js'
import type { RequestMode } from './send-rows.js'
import { printOutcome } from './tell-outcome.js'

interface LoadByRequests extends Pick<LoadFileOptions, 'header' | 'columns' | 'delimiter'> {
  table: TableName
  source: string | Readable
  /** The source as a person calls it. */
  file: string
  mode: RequestMode
  /** Where the rejects are saved. */
  place: { path: string; force: boolean } | null
}

/** Refuses what only a load that is all or nothing can do. */
export function checkRequestOptions(
  mode: RequestMode,
  {
    encoding,
    maxRejects,
    dryRun,
    onConflict,
  }: Pick<LoadFileOptions, 'encoding' | 'maxRejects' | 'dryRun' | 'onConflict'>,
): void {
  if (encoding !== undefined && encoding !== 'utf-8') {
    throw new WrongUsage(`--mode ${mode} reads UTF-8 only; --encoding ${encoding} needs --mode file.`)
  }
  const why = `--mode ${mode} keeps rows as they go in and cannot take them back; use --mode file.`
  if (maxRejects !== undefined) throw new WrongUsage(`--max-rejects cannot be kept: ${why}`)
  if (dryRun) throw new WrongUsage(`--dry-run cannot be kept: ${why}`)
  if (onConflict !== undefined && onConflict !== 'reject') {
    throw new WrongUsage(
      `--mode ${mode} rejects rows that are there already; --on-conflict ${onConflict} needs --mode file.`,
    )
  }
}

/** Loads a source by requests, tells how it went and saves the rejects. */
export async function loadByRequests(session: Session, load: LoadByRequests): Promise<ExitCode> {
  const { table, source, mode, place, header = 'auto', columns = null, delimiter = ',' } = load
  const size = mode === 'rows' ? 'one row' : '1,000 rows'
  session.tell(
    `Each request of ${size} is kept as it goes in: nothing can be rolled back. --mode file is all or nothing.`,
  )
  await using rejects = await createRejectLog({ keepAll: place !== null })
  const outcome = await loadInRequests(session, { table, source, mode, header, columns, delimiter, rejects })
  if (place) await trySaving(session, rejects, { ...place, layout: outcome.result })
  const { inserted, rejected } = outcome.result
  const short = `${inserted} rows are in, ${rejected} were rejected.`
  await printOutcome(session, outcome, { source: load.file, saved: place !== null, first: rejects.first, short })
  return codeOf(outcome)
}

/** The rows are in, and the exit code must tell so. */
async function trySaving(
  session: Session,
  rejects: RejectLog,
  place: { path: string; force: boolean; layout: RejectLayout },
): Promise<void> {
  try {
    await writeRejects(session, rejects.all(), place)
  } catch (error) {
    session.output.say(errorText(error))
    session.output.say(`They stay in ${rejects.keep()}, a line of JSON each.`)
  }
}

function codeOf({ result, error }: RequestsOutcome): ExitCode {
  if (error) return exitCodeOf(error)
  return result.rejected > 0 ? exitCodes.doneWithRejects : exitCodes.done
}
