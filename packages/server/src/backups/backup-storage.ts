import type { Readable } from 'node:stream'

/** Where backups are kept; on the server's disk, or one day elsewhere. Names of files are given by us, never by a client. */
export interface BackupStorage {
  /** The ids of all folders that could be backups. */
  list(): Promise<string[]>
  /** The text of a small file, or undefined when it is not there. */
  readText(id: string, name: string): Promise<string | undefined>
  open(id: string, name: string): Readable
  /** Begins a backup that nobody sees until it is committed. */
  begin(id: string): Promise<PartialBackup>
  /** Answers whether it was there. */
  remove(id: string): Promise<boolean>
  /** Removes what was begun and never committed, by a process that is gone. */
  clean(): Promise<void>
}

/** A backup being written. */
export interface PartialBackup {
  /** Writes a file to its end and makes it last. */
  write(name: string, content: AsyncIterable<Buffer>): Promise<void>
  /** Makes the backup seen, as a whole. */
  commit(): Promise<void>
  discard(): Promise<void>
}
