export type { Backups, ImportSource, RestoreOptions, TaskOptions, TaskProgress } from './backups/backups.js'
export { columnsFault } from './columns-fault.js'
export { createRollcall } from './create-rollcall.js'
export { formatCsvLine } from './csv-line.js'
export type { Procedures } from './generated/procedures.js'
export { tables, type Rows } from './generated/tables.js'
export type {
  AuditEntry,
  Backup,
  BackupFile,
  BackupTask,
  CreatedMany,
  CreatedToken,
  Department,
  DepartmentChanges,
  DepartmentHires,
  ErrorIssue,
  FoundUpload,
  HiredByDepartment,
  HiredByQuarterRow,
  HiredEmployee,
  HiredEmployeeChanges,
  ImportTask,
  Job,
  JobChanges,
  LoadInput,
  LoadResult,
  LoadTask,
  MonthHires,
  Preview,
  PreviewLine,
  Problem,
  Progress,
  Reject,
  Restored,
  RestoreTask,
  RevokedToken,
  Scope,
  ServerErrorCode,
  SystemStatus,
  TableName,
  Task,
  TaskError,
  TaskState,
  Token,
  Upload,
  Verified,
  VerifyTask,
  YearHires,
} from './generated/types.js'
export type { BlobLike, PlatformFetch, PlatformSignal, StreamLike, StreamReader } from './platform.js'
export type {
  EachOptions,
  FollowOptions,
  LoadFileOptions,
  LoadProgress,
  LoadSource,
  PreviewOptions,
  Rollcall,
  RollcallOptions,
} from './rollcall.js'
export { errorCodes, RollcallError, type ErrorCode, type RollcallErrorOptions } from './rollcall-error.js'
export type { CallOptions } from './transport.js'
// The transport stays inside: what carries a call is nobody's business but this package's.
