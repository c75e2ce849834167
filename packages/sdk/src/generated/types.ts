// Generated from the tables and the router by `pnpm generate`. Do not edit.

/** Something that was done to the data, or tried. */
export interface AuditEntry {
  id: number
  at: string
  /** The token's id, `admin` for the one of the environment, null without one. */
  token: string | null
  /** As the log has it; `command line` for `rollcall-server`. */
  requestId: string
  /** The procedure that did it, or does the same: `departments.create`. */
  action: string
  table: TableName | null
  /** Rows added, changed and removed. */
  rows: number | null
  result: 'done' | 'failed' | 'cancelled'
  /** Ids and counts. */
  detail: Record<string, string | number | null>
}

/** Avro files of one moment; `createdAt` is that moment. */
export interface Backup {
  id: string
  createdAt: string
  kind: 'manual' | 'safety' | 'imported'
  tables: Partial<Record<TableName, BackupFile>>
}

/** One table in a backup: its rows, and the bytes and SHA-256 of its Avro file. */
export interface BackupFile {
  rows: number
  bytes: number
  sha256: string
}

export interface BackupTask {
  id: string
  state: TaskState
  progress: Progress | null
  error: TaskError | null
  /** How often it began to run: 2 when it was interrupted, as by the end of the server or of PostgreSQL, and run again. */
  attempts: number
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  result: Backup | null
  kind: 'backup'
  input: Record<string, never>
}

export interface CreatedMany {
  inserted: number
  rejected: Array<{ index: number; problems: Problem[] }>
  /** Under which the rejected rows were recorded; null when there are none. */
  load: string | null
}

export interface CreatedToken {
  id: string
  name: string
  scopes: Scope[]
  createdAt: string
  /** Null for one that does not expire. */
  expiresAt: string | null
  /** To the minute. */
  lastUsedAt: string | null
  revokedAt: string | null
  /** Told this once, and kept nowhere. */
  token: string
  /** How to get in again, when no admin token is left. */
  warning: string | null
}

export interface Department {
  id: number
  department: string
}

export interface DepartmentChanges {
  department?: string | undefined
}

/** How many a department hired in a year. */
export interface DepartmentHires {
  id: number
  department: string
  hired: number
}

/** What exactly is at fault: a row of a table, a column of it, or a field of the request. */
export interface ErrorIssue {
  table: string | null
  id: number | null
  column: string | null
  message: string
}

/** An upload that was interrupted, and the SHA-256 (base64) of what is here. */
export interface FoundUpload {
  id: string
  bytes: number | null
  received: number
  sha256: string
}

/** The hires of every department, and their mean; a department without any counts as 0. */
export interface HiredByDepartment {
  mean: number
  departments: DepartmentHires[]
}

/** How many a department hired for a job in each quarter of a year. */
export interface HiredByQuarterRow {
  department: string
  job: string
  q1: number
  q2: number
  q3: number
  q4: number
}

export interface HiredEmployee {
  id: number
  name: string
  datetime: string
  department_id: number
  job_id: number
}

export interface HiredEmployeeChanges {
  name?: string | undefined
  datetime?: string | undefined
  department_id?: number | undefined
  job_id?: number | undefined
}

export interface ImportTask {
  id: string
  state: TaskState
  progress: Progress | null
  error: TaskError | null
  /** How often it began to run: 2 when it was interrupted, as by the end of the server or of PostgreSQL, and run again. */
  attempts: number
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  result: Backup | null
  kind: 'import'
  input: {
    /** The files, uploaded before; their names tell their tables. */
    files: Array<{ name: string; upload: string }>
  }
}

export interface Job {
  id: number
  job: string
}

export interface JobChanges {
  job?: string | undefined
}

export interface LoadInput {
  table: TableName
  header: 'auto' | 'yes' | 'no'
  /** The columns in the order of the file, "-" for one to pass over; null: those of the header or the table. */
  columns: string[] | null
  delimiter: ',' | ';' | '|' | '\t'
  /** UTF-16 is known by its byte order mark, whatever is said here. */
  encoding: 'utf-8' | 'utf-16' | 'windows-1252'
  /** What to do with a row whose key is there already. */
  onConflict: 'reject' | 'skip' | 'update'
  /** More rejects than this roll the load back: rows, or a share such as "2.5%". */
  maxRejects: string | null
  /** Everything but the commit. */
  dryRun: boolean
  upload: string | null
}

/** read = inserted + updated + skipped + rejected. */
export interface LoadResult {
  id: string
  table: TableName
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  dryRun: boolean
  read: number
  inserted: number
  updated: number
  skipped: number
  rejected: number
  /** How the rows went in: with every check on, with the keys built anew, or as a request. */
  path: 'live' | 'rebuild' | 'request'
  seconds: number
  /** For how long, at most, readers of the table and its parents had to wait. */
  lockedSeconds: number
  /** Whether the first line was taken as a header. */
  header: boolean
  /** The columns as they stood in the file, "-" for one that was passed over. */
  columns: string[]
  delimiter: ',' | ';' | '|' | '\t'
  /** What the file was found to be written in. */
  encoding: 'utf-8' | 'utf-16' | 'windows-1252'
  emptyLines: number
  /** What to try when the options evidently do not fit the file. */
  hint: string | null
  /** Of very many rejects only the first are kept: so many; null when all are. */
  rejectsKept: number | null
}

/** The making of rows from an upload, all or nothing. */
export interface LoadTask {
  id: string
  state: TaskState
  progress: Progress | null
  error: TaskError | null
  /** How often it began to run: 2 when it was interrupted, as by the end of the server or of PostgreSQL, and run again. */
  attempts: number
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  kind: 'load'
  input: LoadInput
  result: LoadResult | null
}

/** How many were hired in a month, 1 to 12. */
export interface MonthHires {
  month: number
  hired: number
}

/** The first lines of a file as they would be read. Checked are their cells, their keys among these lines, and the keys and parents that are in the database now; nothing is kept. */
export interface Preview {
  table: TableName
  header: boolean
  columns: string[]
  delimiter: ',' | ';' | '|' | '\t'
  encoding: 'utf-8' | 'utf-16' | 'windows-1252'
  emptyLines: number
  hint: string | null
  /** Whether these are all lines of the file. */
  whole: boolean
  lines: PreviewLine[]
}

/** A line as it would be read: its number (from 1), byte offset, and what becomes of it. */
export interface PreviewLine {
  line: number
  offset: number
  /** In the order of the file; none of a line with a bad quote. */
  cells: string[]
  /** The values as they would be kept; null when there are problems. */
  row: Record<string, number | string> | null
  problems: Problem[]
}

/** One thing that is wrong with a row; column is null when it is the row as a whole. */
export interface Problem {
  column: string | null
  code:
    | 'missing_value'
    | 'bad_integer'
    | 'bad_text'
    | 'bad_timestamp'
    | 'too_long'
    | 'too_few_columns'
    | 'too_many_columns'
    | 'unknown_column'
    | 'bad_row'
    | 'bad_quote'
    | 'bad_encoding'
    | 'line_too_long'
    | 'unknown_parent'
    | 'duplicate_in_file'
    | 'already_exists'
  message: string
}

/** How far a task is: bytes of an upload while it is read, otherwise rows, done of all (null when unknown); and rows dealt with. */
export interface Progress {
  /** What a load is at; null for other tasks. */
  step: 'reading' | 'inserting' | 'checking' | null
  done: number
  total: number | null
  rows: number
}

/** A line that broke a rule: its number (from 1), byte offset and length in the file, what is wrong with it, and the line as it came, but as UTF-8 if the file is in another encoding. `base64` has its bytes where `text` cannot show them; only the first 65,536 bytes of a line are kept, and `truncated` says that there were more. */
export interface Reject {
  line: number
  offset: number
  length: number
  problems: Problem[]
  text: string
  base64: string | null
  truncated: boolean
}

/** One table made what it was in a backup, all or nothing. */
export interface RestoreTask {
  id: string
  state: TaskState
  progress: Progress | null
  error: TaskError | null
  /** How often it began to run: 2 when it was interrupted, as by the end of the server or of PostgreSQL, and run again. */
  attempts: number
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  kind: 'restore'
  input: {
    table: TableName
    backup: string
    /** replace: the table becomes what it was in the backup; merge: rows that came since stay. */
    mode: 'replace' | 'merge'
    /** Say what would change, and change nothing. */
    dryRun: boolean
  }
  result: Restored | null
}

export interface Restored {
  table: TableName
  backup: string
  /** replace: the table becomes what it was in the backup; merge: rows that came since stay. */
  mode: 'replace' | 'merge'
  /** Say what would change, and change nothing. */
  dryRun: boolean
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Rows in the table afterwards; in a dry run, that it would have. */
  rows: number
  /** The backup taken before; null in a dry run. */
  safetyBackup: string | null
}

export interface RevokedToken {
  id: string
  name: string
  scopes: Scope[]
  createdAt: string
  /** Null for one that does not expire. */
  expiresAt: string | null
  /** To the minute. */
  lastUsedAt: string | null
  revokedAt: string | null
  /** How to get in again, when no admin token is left. */
  warning: string | null
}

/** What a token may do; `admin` is everything. */
export type Scope = 'read' | 'write' | 'backup' | 'restore' | 'admin'

export type ServerErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'already_exists'
  | 'unknown_parent'
  | 'still_referenced'
  | 'wrong_state'
  | 'wrong_offset'
  | 'damaged'
  | 'too_many_rejects'
  | 'too_large'
  | 'unsupported'
  | 'unauthorized'
  | 'forbidden'
  | 'rate_limited'
  | 'too_slow'
  | 'unavailable'
  | 'interrupted'
  | 'cancelled'
  | 'internal'

export interface SystemStatus {
  version: string
  database: { version: string; pendingMigrations: string[] }
  /** Rows by table. */
  tables: Record<string, number>
}

export type TableName = 'departments' | 'jobs' | 'hired_employees'

export type Task = LoadTask | BackupTask | VerifyTask | RestoreTask | ImportTask

export interface TaskError {
  code: ServerErrorCode
  message: string
  issues: ErrorIssue[]
}

export type TaskState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** What is known of a token; the token itself is told once, when it is made. */
export interface Token {
  id: string
  name: string
  scopes: Scope[]
  createdAt: string
  /** Null for one that does not expire. */
  expiresAt: string | null
  /** To the minute. */
  lastUsedAt: string | null
  revokedAt: string | null
}

/** Bytes on their way in; `received` is the offset of the next piece. */
export interface Upload {
  id: string
  bytes: number | null
  received: number
}

/** What became of proving a backup whole; `problems` says what is wrong with it. */
export interface Verified {
  id: string
  ok: boolean
  tables: Partial<Record<TableName, BackupFile>> | Record<string, never>
  problems: string[]
}

export interface VerifyTask {
  id: string
  state: TaskState
  progress: Progress | null
  error: TaskError | null
  /** How often it began to run: 2 when it was interrupted, as by the end of the server or of PostgreSQL, and run again. */
  attempts: number
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  kind: 'verify'
  input: { backup: string }
  result: Verified | null
}

/** How many were hired in a year. */
export interface YearHires {
  year: number
  hired: number
}
