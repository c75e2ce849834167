import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import type { LoadInput, Problem, TableName } from '@rollcall/sdk'
import { openText } from '../csv/first-bytes.js'
import { type FileLayout, layoutOf } from '../csv/first-line.js'
import { readRecords, type Tally } from '../csv/read-records.js'
import { rowMaker, type SentRow } from '../csv/row-of.js'
import { GivenUp } from '../given-up.js'
import { progressDisplay } from '../progress/progress-display.js'
import type { Session } from '../session.js'
import { batchesOf, type Line } from './batches-of.js'
import type { LoadSummary } from './load-summary.js'
import { rejectOf } from './reject-of.js'
import type { RejectLog } from './reject-log.js'
import { type RequestMode, rowSender, rowsPerRequest, type SendRows } from './send-rows.js'
import { stoppedError } from './stopped-error.js'

interface LoadInRequests {
  table: TableName
  /** The path of a file, or a stream. */
  source: string | Readable
  mode: RequestMode
  header: LoadInput['header']
  columns: LoadInput['columns']
  delimiter: LoadInput['delimiter']
  rejects: RejectLog
}

/** How a load in requests ended; `error` is null when it came to the end of the file. */
export interface RequestsOutcome {
  result: LoadSummary
  error: Error | null
}

/** How far a load is. */
interface Course {
  layout: FileLayout | undefined
  delimiter: LoadInput['delimiter']
  tally: Tally
  counts: { read: number; inserted: number; rejected: number }
  lastLine: number
  /** The request under way. */
  sending: Line[] | null
}

/**
 * Loads a source row by row or in batches, each kept as it goes in. Ctrl-C stops it after the request under way. Throws when it came
 * to nothing, and otherwise answers what is in the table now.
 */
export async function loadInRequests(session: Session, load: LoadInRequests): Promise<RequestsOutcome> {
  const course: Course = {
    layout: undefined,
    delimiter: load.delimiter,
    tally: { bytes: 0, emptyLines: 0 },
    counts: { read: 0, inserted: 0, rejected: 0 },
    lastLine: 0,
    sending: null,
  }
  const began = performance.now()
  const error = await sendAll(session, load, course).then(
    () => null,
    (cause: unknown) => stoppedError({ cause, ...course, inserted: course.counts.inserted }),
  )
  const nothingTold = course.counts.read === 0 && course.sending === null
  if (error && nothingTold) throw error
  return { result: summaryOf(load, course, { error, seconds: (performance.now() - began) / 1000 }), error }
}

async function sendAll(session: Session, load: LoadInRequests, course: Course): Promise<void> {
  const { rollcall, signal } = session
  const { table, source, mode, rejects } = load
  const send = rowSender(rollcall, table, mode)
  const total = typeof source === 'string' ? (await stat(source)).size : null
  const progress = progressDisplay(session)
  try {
    const lines = linesOf(load, openStream(source, signal), course)
    for await (const batch of batchesOf(lines, rowsPerRequest[mode])) {
      // Looked at before a batch: when the signal comes with the last one, nothing was given up.
      signal.throwIfAborted()
      await sendBatch(batch, { send, rejects, course })
      progress.update({ phase: 'loading', done: course.tally.bytes, total, rows: course.counts.read })
    }
  } finally {
    progress.stop()
  }
}

function openStream(source: string | Readable, signal: AbortSignal): Readable {
  return typeof source === 'string' ? createReadStream(source, { signal }) : addAbortSignal(signal, source)
}

/** The lines after the header, if there is one. */
async function* linesOf(load: LoadInRequests, stream: Readable, course: Course): AsyncGenerator<Line> {
  const { delimiter, chunks } = await openText(stream, load)
  course.delimiter = delimiter
  let rowOf: ReturnType<typeof rowMaker> | undefined
  for await (const record of readRecords(chunks, { delimiter, tally: course.tally })) {
    if (!rowOf) {
      course.layout = layoutOf(load, record)
      rowOf = rowMaker(load.table, course.layout.columns)
      if (course.layout.header) continue
    }
    yield { record, ...rowOf(record) }
  }
  course.layout ??= layoutOf(load, undefined)
}

interface SendBatch {
  send: SendRows
  rejects: RejectLog
  course: Course
}

async function sendBatch(batch: Line[], { send, rejects, course }: SendBatch): Promise<void> {
  const { counts } = course
  const good = batch.flatMap((line) => ('row' in line ? [line] : []))
  const rows: SentRow[] = good.map(({ row }) => row)
  course.sending = batch
  const refused = rows.length > 0 ? await send(rows) : new Map<number, Problem[]>()
  course.sending = null
  const problems = new Map(good.map(({ record }, index) => [record, refused.get(index)]))
  const rejected = batch.flatMap((line) => {
    const found = 'problems' in line ? line.problems : problems.get(line.record)
    return found ? [rejectOf(line.record, found)] : []
  })
  counts.read += batch.length
  counts.rejected += rejected.length
  counts.inserted += batch.length - rejected.length
  course.lastLine = batch.at(-1)?.record.line ?? course.lastLine
  await rejects.add(rejected)
}

interface Ending {
  error: Error | null
  seconds: number
}

function summaryOf(
  { table, mode }: LoadInRequests,
  { counts, layout, delimiter, tally }: Course,
  { error, seconds }: Ending,
): LoadSummary {
  return {
    id: null,
    table,
    state: stateOf(error),
    dryRun: false,
    ...counts,
    updated: 0,
    skipped: 0,
    path: mode,
    seconds,
    header: layout?.header ?? false,
    columns: layout?.columns ?? [],
    delimiter,
    encoding: 'utf-8',
    emptyLines: tally.emptyLines,
    hint: null,
    rejectsKept: null,
    lockedSeconds: 0,
  }
}

function stateOf(error: Error | null): LoadSummary['state'] {
  if (error === null) return 'done'
  return error instanceof GivenUp ? 'cancelled' : 'failed'
}
