import { type Reject, tables } from '@rollcall/sdk'
import { amount, countText, durationText } from '../output/numbers.js'
import { rejectSummary } from '../rejects/reject-text.js'
import type { LoadSummary } from './load-summary.js'

interface LoadTextOptions {
  /** Where the rows came from, as a person calls it. */
  source: string
  /** How the user would call us again. */
  program: string
  /** Some rejects to begin with. */
  first: Reject[]
  /** Whether the rejects are saved to a file anyway. */
  saved: boolean
}

/** A load for a person to read: what became of the rows, and how to go on with those that were rejected. */
export function loadText(result: LoadSummary, options: LoadTextOptions): string {
  const { source, first } = options
  const lines = [headline(result, source)]
  if (hasRead(result)) lines.push(...counts(result), '', ...decisions(result))
  if (result.rejected > 0) lines.push('', ...rejectLines(result, first), ...nextSteps(result, options))
  return lines.map((line) => `${line}\n`).join('')
}

/** A load that failed at its first line has nothing to count, and decided nothing. */
export function hasRead({ state, read }: LoadSummary): boolean {
  return state === 'done' || read > 0
}

function headline({ id, table, state, dryRun, inserted }: LoadSummary, source: string): string {
  if (state !== 'done' && id === null) return `Stopped: ${amount(inserted, 'row')} of ${source} went into ${table}.`
  if (state !== 'done') return `Not loaded: ${table} is as it was before ${source}.`
  return dryRun ? `Dry run of ${source}: ${table} is as it was.` : `Loaded ${source} into ${table}.`
}

function counts(result: LoadSummary): string[] {
  const { dryRun, read, inserted, updated, skipped, rejected, seconds } = result
  const figures = { read, inserted, updated, skipped, rejected }
  const width = Math.max(...Object.values(figures).map((count) => countText(count).length))
  const rows = Object.entries(figures).map(([name, count]) => `  ${name.padEnd(10)}${countText(count).padStart(width)}`)
  const rate = seconds > 0 ? `, ${countText(read / seconds)} rows/s` : ''
  return [...rows, ...(seconds > 0 || dryRun ? [`  in ${durationText(seconds)}${rate}`] : []), ...shutOut(result)]
}

/** For how long a load kept others from even reading, where they may have noticed. */
function shutOut({ table, path, lockedSeconds }: LoadSummary): string[] {
  if (lockedSeconds < 0.01) return []
  const why = path === 'rebuild' ? 'while its keys were built anew' : 'as building its keys anew was tried in vain'
  return [`  readers of ${table} waited up to ${durationText(lockedSeconds)}, ${why}`]
}

/** What was decided about a file. */
type Decided = Pick<LoadSummary, 'table' | 'header' | 'columns' | 'delimiter' | 'encoding' | 'emptyLines' | 'hint'> & {
  /** How many rows were read, or looked at. */
  read: number
}

/** The same, in lines for a person to read, and what to try. */
export function decisions({ read, header, table, columns, delimiter, encoding, emptyLines, hint }: Decided): string[] {
  const usual = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name)
  const names = columns.map((column) => (column === '-' ? '- (passed over)' : column)).join(', ')
  const told = header || names !== usual?.join(', ')
  const isEmpty = read === 0 && !header
  const first = `First line taken as ${header ? 'a header' : 'data'}${told ? `: ${names}` : ''}.`
  const lines = [isEmpty ? 'There are no rows in it.' : first]
  if (delimiter !== ',') lines.push(`Cells separated by ${delimiter === '\t' ? 'tabs' : `'${delimiter}'`}.`)
  if (encoding !== 'utf-8') lines.push(`Read as ${encoding}.`)
  if (emptyLines > 0) lines.push(`${amount(emptyLines, 'empty line')} passed over.`)
  if (hint !== null) lines.push('', `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`)
  return lines
}

function rejectLines({ rejected, rejectsKept }: LoadSummary, first: Reject[]): string[] {
  const kept = rejectsKept === null ? [] : [`Only the first ${countText(rejectsKept)} of them are kept.`]
  if (first.length === 0) return [`${amount(rejected, 'line')} rejected.`, ...kept]
  const shown = rejected > first.length ? `; the first ${first.length}` : ''
  const summaries = first.map((reject) => `  ${rejectSummary(reject)}`)
  return [`${amount(rejected, 'line')} rejected${shown}:`, ...summaries, ...kept]
}

function nextSteps(result: LoadSummary, { program, saved }: LoadTextOptions): string[] {
  if (result.id === null) return saved ? [] : ['', 'With --rejects <file> all of them are saved to be mended.']
  const see = `  ${program} rejects ${result.id}`
  return saved
    ? ['', 'See all of them:', see]
    : ['', 'See all of them, or save them to be mended:', see, `${see} -o fix.csv`]
}
