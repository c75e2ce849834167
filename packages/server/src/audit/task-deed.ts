import type { TableName } from '@rollcall/tables'
import type { Backup, Restored, RestoreOptions } from '../backups/backup-schemas.js'
import type { LoadOptions, LoadResult } from '../loads/load-schemas.js'
import type { TaskError, TaskRecord } from '../tasks/task.js'
import type { Deed, EndedDeed } from './audit-store.js'

type Told = Pick<TaskRecord, 'id' | 'kind' | 'input'>

interface Ending {
  state: EndedDeed['result']
  result?: unknown
  error?: TaskError
}

/** What a task that has ended did, or tried to do; null for one that could change nothing: a proof, a dry run. */
export function taskDeed({ id, kind, input }: Told, { state, result, error }: Ending): EndedDeed | null {
  const how = kinds[kind]
  const { table, dryRun } = input as { table?: TableName; dryRun?: boolean }
  if (!how || dryRun) return null
  const told = state === 'done' ? how.tell(result, input) : { rows: 0, detail: { code: error?.code ?? null } }
  return { action: how.action, table, rows: table && told.rows, result: state, detail: { task: id, ...told.detail } }
}

interface Kind {
  /** The procedure by which it is started. */
  action: string
  tell: (result: unknown, input: unknown) => { rows?: number; detail: Deed['detail'] }
}

/** Each kind that changes something. */
const kinds: Record<string, Kind> = {
  load: { action: 'loads.start', tell: tellLoad },
  restore: { action: 'backups.restore', tell: tellRestore },
  backup: { action: 'backups.create', tell: tellBackup },
  import: { action: 'backups.import', tell: tellBackup },
}

function tellLoad(result: unknown, input: unknown): ReturnType<Kind['tell']> {
  const { read, inserted, updated, skipped, rejected } = result as LoadResult
  const { onConflict } = input as LoadOptions
  return { rows: inserted + updated, detail: { onConflict, read, inserted, updated, skipped, rejected } }
}

function tellRestore(result: unknown, input: unknown): ReturnType<Kind['tell']> {
  const { added, changed, removed, safetyBackup } = result as Restored
  const { backup, mode } = input as RestoreOptions
  return { rows: added + changed + removed, detail: { backup, mode, added, changed, removed, safetyBackup } }
}

function tellBackup(result: unknown): ReturnType<Kind['tell']> {
  return { detail: { backup: (result as Backup).id } }
}
