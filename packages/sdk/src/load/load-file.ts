import type { Procedures } from '../generated/procedures.js'
import type { LoadResult, TableName, Task } from '../generated/types.js'
import { checkTable } from '../check-table.js'
import { checkColumns } from '../columns-fault.js'
import { cancelled } from '../retry.js'
import type { LoadFileOptions, LoadProgress, LoadSource } from '../rollcall.js'
import type { Settings } from '../settings.js'
import { runTask } from '../tasks/run-task.js'
import { openSource } from '../uploads/open-source.js'
import { uploadSource } from '../uploads/upload-source.js'
import { withUploads } from '../uploads/with-uploads.js'

interface Loading {
  methods: Procedures
  settings: Settings
  table: TableName
  source: LoadSource
  options: LoadFileOptions
}

/** Sends a file, has it loaded and waits for the end. */
export async function loadFile({ methods, settings, table, source, options }: Loading): Promise<LoadResult> {
  checkTable(table)
  const { signal, onProgress, onStarted, onResumed, ...asked } = options
  if (signal?.aborted) throw cancelled(signal)
  checkColumns(table, asked.columns)
  const opened = await openSource(source)
  const onSent = (done: number) => onProgress?.({ phase: 'uploading', done, total: opened.bytes, rows: 0, attempt: 0 })
  const upload = await uploadSource({
    settings,
    uploads: methods.uploads,
    source: opened,
    signal,
    onSent,
    onResumed: (received) => onResumed?.({ received, bytes: opened.bytes }),
  })
  const onTask = (seen: Task) => {
    const progress = progressOf(seen, upload.bytes)
    if (progress) onProgress?.(progress)
  }
  return withUploads(methods.uploads, [upload.id], () =>
    runTask({
      tasks: methods.tasks,
      start: (id) => methods.loads.start({ id, upload: upload.id, table, ...choices(asked) }),
      retries: settings.retries,
      signal,
      onStarted,
      onTask,
    }),
  )
}

type Choices = Omit<LoadFileOptions, 'signal' | 'onProgress' | 'onStarted' | 'onResumed'>

/** Only what the server knows, whatever else a caller without types may have given. */
function choices({ header, columns, delimiter, encoding, onConflict, maxRejects, dryRun }: Choices): Choices {
  return { header, columns, delimiter, encoding, onConflict, maxRejects, dryRun }
}

/** Undefined for a load that failed or was cancelled: it is no further than before. */
function progressOf(task: Task, bytes: number): LoadProgress | undefined {
  const { state, progress, attempts: attempt } = task
  if (state === 'waiting') return { phase: 'waiting', done: 0, total: bytes, rows: 0, attempt }
  if (state === 'done') return { phase: 'loading', done: bytes, total: bytes, rows: rowsOf(task), attempt }
  if (state !== 'running') return undefined
  const { done = 0, total = bytes, rows = 0 } = progress ?? {}
  return { phase: 'loading', done, total, rows, attempt }
}

function rowsOf({ kind, result }: Task): number {
  return kind === 'load' ? (result?.read ?? 0) : 0
}
