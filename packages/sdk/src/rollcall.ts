import type { Backups, RestoreOptions } from './backups/backups.js'
import type { Procedures } from './generated/procedures.js'
import type { Rows } from './generated/tables.js'
import type { LoadInput, LoadResult, LoadTask, Preview, Reject, Restored, TableName } from './generated/types.js'
import type { BlobLike, PlatformFetch, PlatformSignal, StreamLike } from './platform.js'

export interface RollcallOptions {
  /** Where the server is; http://127.0.0.1:8000 when absent. */
  url?: string | undefined
  /** Sent as `Authorization: Bearer`. */
  token?: string | undefined
  /** How long one request may take, in milliseconds; 30,000 when absent. Streams and uploads may take longer. */
  timeout?: number | undefined
  /** How often at most a request that is safe to repeat is sent again; 3 when absent. */
  retries?: number | undefined
  /** Used in place of the platform's own. */
  fetch?: PlatformFetch | undefined
}

/** A Rollcall server. Every failure is a RollcallError. */
export interface Rollcall extends Omit<Procedures, keyof Rows | 'loads' | 'backups'>, Tables {
  loads: Procedures['loads'] & {
    /** The lines a load did not take, in the order of the file. */
    eachReject(load: string, options?: EachOptions): AsyncGenerator<Reject, void, undefined>
    /** Waits for the end of a load that was started before, and answers as `load` does. The signal ends the waiting, not the load. */
    follow(load: string, options?: FollowOptions): Promise<LoadResult>
  }
  /**
   * Loads a CSV file: sends it, has it loaded and waits for the end. All or nothing; lines that broke a rule are counted in the
   * result and kept as rejects. Rejects with the task's error if the load failed. A connection that breaks is taken up again.
   */
  load(table: TableName, source: LoadSource, options?: LoadFileOptions): Promise<LoadResult>
  /**
   * Answers the first lines of a file as they would be read, with all that is wrong with them, and loads nothing. Only the beginning of
   * the file is sent.
   */
  preview(table: TableName, source: LoadSource, options?: PreviewOptions): Promise<Preview>
  /** Sends a CSV file and starts its load, which goes on without us: `loads.follow` waits for its end, `tasks.cancel` stops it. */
  startLoad(table: TableName, source: LoadSource, options?: Omit<LoadFileOptions, 'onStarted'>): Promise<LoadTask>
  backups: Backups
  /**
   * Makes one table what it was in a backup, after a safety backup, and waits for the end. All or nothing: when rows stand in the way
   * it rejects with them as issues, and nothing has changed. The other tables are not touched.
   */
  restore(table: TableName, backup: string, options?: RestoreOptions): Promise<Restored>
}

/** The methods of every table. */
export type Tables = { [K in keyof Rows]: Procedures[K] & Each<Rows[K]> }

interface Each<Row> {
  /** Every row in key order, fetched page by page; not one moment's picture of the table. */
  each(options?: EachOptions): AsyncGenerator<Row, void, undefined>
}

export interface EachOptions {
  /** Begins after this key (of a reject: its line). */
  after?: number | undefined
  /** How many are fetched at once, 1 to 1,000, which it is when absent. */
  pageSize?: number | undefined
  signal?: PlatformSignal | undefined
}

/** The bytes of a file: the path of a file (in Node), a Blob or File, a stream, or pieces of any length. Strings are sent as UTF-8. */
export type LoadSource =
  string | BlobLike | StreamLike | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>

export interface LoadFileOptions {
  /** Whether the first line names the columns; `auto` when absent. */
  header?: LoadInput['header'] | undefined
  /**
   * The columns in the order of the file by the names of the table, each once, and "-" for one to pass over. When absent they are those of
   * the header, or of the table. With them `auto` takes a first line for a header that cannot be a row, and `yes` any.
   */
  columns?: LoadInput['columns'] | undefined
  /** What stands between cells; a comma when absent. A rejects file tells its own. */
  delimiter?: LoadInput['delimiter'] | undefined
  /** What the file is written in; UTF-8 when absent. UTF-16 is known by its byte order mark in any case. */
  encoding?: LoadInput['encoding'] | undefined
  /** What to do with a row whose key is there already; `reject` when absent. */
  onConflict?: LoadInput['onConflict'] | undefined
  /** More rejects than this roll the load back: rows (`"100"`) or a share of them (`"2.5%"`); unlimited when absent. */
  maxRejects?: LoadInput['maxRejects'] | undefined
  /** Everything but the commit. */
  dryRun?: boolean | undefined
  /**
   * Cancels the load, on the server too. The promise rejects with the code `cancelled` when the server confirmed that nothing was
   * kept; a load that was done before resolves.
   */
  signal?: PlatformSignal | undefined
  /** Told how far the load is; must not throw. */
  onProgress?: ((progress: LoadProgress) => void) | undefined
  /**
   * Told when an upload of the same file that was interrupted is gone on with, instead of sending all of it again; must not throw.
   * Files on disk only.
   */
  onResumed?: ((upload: { received: number; bytes: number | null }) => void) | undefined
  /** Told the task when all bytes are sent and the load is started; must not throw. */
  onStarted?: ((load: LoadTask) => void) | undefined
}

/** How the lines would be read, and how many of them are wanted at most: 1 to 100, 20 when absent. */
export interface PreviewOptions extends Pick<
  LoadFileOptions,
  'header' | 'columns' | 'delimiter' | 'encoding' | 'onConflict' | 'signal'
> {
  limit?: number | undefined
}

export type FollowOptions = Pick<LoadFileOptions, 'signal' | 'onProgress'>

export interface LoadProgress {
  /** `loading` is reading and, into a table in use, inserting; otherwise that and the checking of the keys come after it. */
  phase: 'uploading' | 'waiting' | 'loading' | 'inserting' | 'checking'
  /** In bytes; of `inserting` and `checking` in rows. */
  done: number
  /** As `done`; null when the source does not tell. */
  total: number | null
  rows: number
  /** How often the load began: 2 when it was interrupted, as by a restart of the server or of PostgreSQL, and runs again. */
  attempt: number
}
