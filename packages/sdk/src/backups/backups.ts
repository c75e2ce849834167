import type { Procedures } from '../generated/procedures.js'
import type { Backup, RestoreTask, Task, Verified } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import type { LoadSource } from '../rollcall.js'
import type { CallOptions } from '../transport.js'

/** Procedures of which the methods here make more: the id of a task is made, and its end waited for. */
type Replaced = 'create' | 'list' | 'get' | 'verify' | 'remove' | 'import' | 'restore'

/** The backups of a server. What takes long is a task: the promise is settled when it has ended, and rejects with its error. */
export interface Backups extends Omit<Procedures['backups'], Replaced> {
  /** Backs all tables up as they are at one moment. */
  create(options?: TaskOptions): Promise<Backup>
  /** All backups, newest first. */
  list(options?: CallOptions): Promise<Backup[]>
  get(id: string, options?: CallOptions): Promise<Backup>
  /** Proves a backup whole, every byte and every row; resolves with what is wrong with one that is not. */
  verify(id: string, options?: TaskOptions): Promise<Verified>
  remove(id: string, options?: CallOptions): Promise<Backup>
  /** Makes a backup of Avro files, one per table; the name of each tells its table: `jobs.avro`, `job_backup_20240131_120000.avro`. */
  import(files: readonly ImportSource[], options?: TaskOptions): Promise<Backup>
  /**
   * The bytes of `manifest.json` or of one table's file, such as `jobs.avro`. The iteration fails at its end with the code `damaged`
   * when they are not those the backup was made of: keep nothing of a file before it has ended.
   */
  download(id: string, file: string, options?: CallOptions): AsyncGenerator<Uint8Array, void, undefined>
}

/** An Avro file: the path of one (in Node), or its name and bytes. */
export type ImportSource = string | { name: string; content: LoadSource }

export interface TaskOptions {
  /** Cancels the task, on the server too. The promise rejects with the code `cancelled` when the server confirmed that nothing was kept; a task that was done before resolves. */
  signal?: PlatformSignal | undefined
  /** Told how far the task is; must not throw. */
  onProgress?: ((progress: TaskProgress) => void) | undefined
  /** Told the task when it is started; must not throw. */
  onStarted?: ((task: Task) => void) | undefined
}

export interface RestoreOptions extends TaskOptions {
  /** `replace` makes the table what it was; `merge` leaves rows that came since. `replace` when absent. */
  mode?: RestoreTask['input']['mode'] | undefined
  /** Say what would change, and change nothing. */
  dryRun?: boolean | undefined
}

export interface TaskProgress {
  phase: 'uploading' | 'waiting' | 'running'
  /** Bytes while uploading, rows afterwards. */
  done: number
  /** Null when it is not known. */
  total: number | null
}
