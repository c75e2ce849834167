import type { FileHandle } from 'node:fs/promises'
import { isDatabaseAway } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { keyJudge } from './key-judge.js'
import { type LoadCounts, zeroCounts } from './load-counts.js'
import type { LoadJob } from './load-job.js'
import { COPY_HEADER, COPY_TRAILER } from './reading/copy-format.js'
import type { FileLayout } from './reading/batch-reader.js'
import { HeaderError } from './reading/header-error.js'
import { openCsv } from './reading/open-csv.js'
import { readBatches } from './reading/read-batches.js'
import type { RowBatch } from './reading/row-batch.js'
import { rejectBudget } from './reject-budget.js'
import { rejectWriter } from './reject-writer.js'
import type { LoadAttempt } from './with-attempt.js'

interface RowSourceOptions {
  job: LoadJob
  /**
   * Keys are looked up on the load's own connection, never on another: that would wait behind whoever waits for the load's locks, and the
   * load for it. Rejects are kept on the one beside.
   */
  attempt: Pick<LoadAttempt, 'query' | 'beside'>
  empty: boolean
  /** Where the tuples of rows that are there already go, when they are to be updated. */
  changes: FileHandle | undefined
}

/** The new rows of a file as a binary COPY, and what became of all the others; to be gone through once. */
export interface RowSource {
  readonly counts: LoadCounts
  readonly layout: FileLayout
  readonly emptyLines: number
  /** How many rejects are kept. */
  readonly rejectsKept: number
  /** In pieces, some at a time, valid until the next are asked for. */
  copy(): AsyncGenerator<Buffer[]>
}

/** Reads a file in one pass: each line becomes a row for COPY, a change, a skip or a kept reject, and is counted. */
export function rowSource({ job, attempt, empty, changes }: RowSourceOptions): RowSource {
  const { run, table, options, upload, maxUnpackedBytes, keptRejects } = job
  const reading = readBatches(
    openCsv(upload.file, { encoding: options.encoding, maxUnpackedBytes, signal: run.signal }),
    { ...options, table },
  )
  const judge = keyJudge({ table, query: attempt.query, rejectExisting: options.onConflict === 'reject', empty })
  const budget = rejectBudget(options.maxRejects)
  const kept = rejectWriter(attempt.beside, { load: run.id, most: keptRejects })
  const counts = zeroCounts()

  /** Deals with a batch; answers the tuples to insert. */
  async function take(batch: RowBatch): Promise<Buffer[]> {
    const existing = await judge(batch)
    const { rejects } = batch
    await kept.add(rejects)
    counts.read += batch.read
    counts.rejected += rejects.length
    counts.inserted += batch.accepted - existing.size
    if (!changes) counts.skipped += existing.size
    if (existing.size > 0) await changes?.appendFile(Buffer.concat(Array.from(existing, (row) => batch.tuple(row))))
    budget.checkSoFar(counts)
    run.report({ step: 'reading', done: batch.bytesRead, total: upload.bytes, rows: counts.read })
    return existing.size === 0 ? batch.encoded() : newTuples(batch, existing)
  }

  return {
    counts,
    get layout() {
      return reading.layout
    },
    get emptyLines() {
      return reading.emptyLines
    },
    get rejectsKept() {
      return kept.kept
    },
    async *copy() {
      await changes?.appendFile(COPY_HEADER)
      yield [COPY_HEADER]
      let isWhole = false
      try {
        for await (const batch of reading.batches) {
          run.signal.throwIfAborted()
          yield await take(batch)
        }
        await kept.flush()
        isWhole = true
      } catch (error) {
        if (error instanceof HeaderError) throw new ServerError('invalid_input', error.message, { cause: error })
        throw error
      } finally {
        // The rejects of a load that fails are kept as well. A database that is away is told before what failed here, of which nothing is
        // certain then; what failed where the rows went is told before either.
        if (!isWhole) await kept.flush().catch(throwIfAway)
      }
      budget.checkAll(counts)
      await changes?.appendFile(COPY_TRAILER)
      run.report({ step: 'checking', done: counts.read, total: counts.read, rows: counts.read })
      yield [COPY_TRAILER]
    },
  }
}

function throwIfAway(error: unknown): void {
  if (isDatabaseAway(error)) throw error
}

function newTuples(batch: RowBatch, existing: Set<number>): Buffer[] {
  const tuples: Buffer[] = []
  for (let row = 0; row < batch.count; row++) {
    if (!existing.has(row) && !batch.isRejected(row)) tuples.push(batch.tuple(row))
  }
  return tuples
}
