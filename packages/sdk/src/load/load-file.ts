import type { Procedures } from '../generated/procedures.js'
import { tables } from '../generated/tables.js'
import type { LoadResult, TableName, Task } from '../generated/types.js'
import { cancelled } from '../retry.js'
import type { LoadFileOptions, LoadProgress, LoadSource } from '../rollcall.js'
import { RollcallError } from '../rollcall-error.js'
import type { Settings } from '../settings.js'
import { uuid } from '../uuid.js'
import { finishLoad } from './finish-load.js'
import { openSource } from './open-source.js'
import { uploadSource } from './upload-source.js'

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
  const { signal, onProgress, onStarted, ...asked } = options
  if (signal?.aborted) throw cancelled(signal)
  const opened = await openSource(source)
  const onSent = (done: number) => onProgress?.({ phase: 'uploading', done, total: opened.bytes, rows: 0 })
  const upload = await uploadSource({ settings, uploads: methods.uploads, source: opened, signal, onSent })
  if (signal?.aborted) throw cancelled(signal)
  // Without the signal: only what is known to be started can be cancelled for certain.
  const task = await methods.loads.start({ id: uuid(), upload: upload.id, table, ...choices(asked) })
  onStarted?.(task)
  const onTask = (seen: Task) => {
    const progress = progressOf(seen, upload.bytes)
    if (progress) onProgress?.(progress)
  }
  return finishLoad({ tasks: methods.tasks, task, retries: settings.retries, signal, onTask })
}

type Choices = Omit<LoadFileOptions, 'signal' | 'onProgress' | 'onStarted'>

/** Only what the server knows, whatever else a caller without types may have given. */
function choices({ header, delimiter, onConflict, maxRejects, dryRun }: Choices): Choices {
  return { header, delimiter, onConflict, maxRejects, dryRun }
}

/** Undefined for a load that failed or was cancelled: it is no further than before. */
function progressOf(task: Task, bytes: number): LoadProgress | undefined {
  const { state, progress } = task
  if (state === 'waiting') return { phase: 'waiting', done: 0, total: bytes, rows: 0 }
  if (state === 'done') return { phase: 'loading', done: bytes, total: bytes, rows: rowsOf(task) }
  if (state !== 'running') return undefined
  return { phase: 'loading', done: progress?.done ?? 0, total: progress?.total ?? bytes, rows: progress?.rows ?? 0 }
}

function rowsOf({ kind, result }: Task): number {
  return kind === 'load' ? (result?.read ?? 0) : 0
}

/** Before anything is sent: otherwise the server would say so when all of it has come. */
function checkTable(table: string): void {
  if (tables.some(({ name }) => name === table)) return
  const names = tables.map(({ name }) => name).join(', ')
  throw new RollcallError('invalid_input', `There is no table ${JSON.stringify(table)}; there are ${names}.`)
}
