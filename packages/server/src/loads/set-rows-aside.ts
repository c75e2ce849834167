import { join } from 'node:path'
import type { LoadJob } from './load-job.js'
import type { RowSource } from './row-source.js'
import type { LoadAttempt } from './with-attempt.js'
import { writePieces } from './write-pieces.js'

/** The rows of a file, read and judged, and not in the table yet. */
export interface RowsAside {
  source: RowSource
  /** A binary COPY of the new rows. */
  rowsFile: string
}

/** Reads and judges all rows of a file. */
export async function setRowsAside(job: LoadJob, { query }: LoadAttempt, source: RowSource): Promise<RowsAside> {
  const rowsFile = join(job.folder, 'rows')
  // Looking up some thousand keys is always cheaper by index, whatever the statistics say.
  await query('SET enable_seqscan = off')
  await writePieces(rowsFile, source.copy())
  await query('RESET enable_seqscan')
  return { source, rowsFile }
}
