import type { AnyTable } from '@rollcall/tables'
import type { Database } from '../database/open-database.js'
import type { TaskRun } from '../tasks/task-work.js'
import type { LoadOptions } from './load-schemas.js'
import type { Stopwatch } from './stopwatch.js'

/** Everything one load works with. */
export interface LoadJob {
  run: TaskRun
  database: Database
  table: AnyTable
  options: LoadOptions
  /** The whole upload: its file and its length in bytes. */
  upload: { file: string; bytes: number }
  /** A folder for what does not fit into memory; goes away with the upload. */
  folder: string
  /** The most bytes that a packed upload may unpack into. */
  maxUnpackedBytes: number
  /** How many rejects are kept; the others are only counted. */
  keptRejects: number
  /** How long all tries at it have taken. */
  taking: Stopwatch
  /** For how long readers of the tables had to wait, in all tries. */
  shutOut: Stopwatch
}
