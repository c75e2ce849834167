import { checkTable } from '../check-table.js'
import type { Procedures } from '../generated/procedures.js'
import type { LoadTask, TableName } from '../generated/types.js'
import { checkColumns } from '../columns-fault.js'
import { cancelled } from '../retry.js'
import type { LoadFileOptions, LoadSource } from '../rollcall.js'
import type { Settings } from '../settings.js'
import { openSource } from '../uploads/open-source.js'
import { uploadSource } from '../uploads/upload-source.js'

/** A file that is to be loaded, and how. */
export interface Loading {
  methods: Procedures
  settings: Settings
  table: TableName
  source: LoadSource
  options: LoadFileOptions
}

/** A file that is at the server. */
interface Sent {
  upload: string
  bytes: number
  /** Starts its load under an id. */
  start: (id: string) => Promise<LoadTask>
}

/** Sends a file to the server; refuses before the first byte what could not be loaded. */
export async function sendFile({ methods, settings, table, source, options }: Loading): Promise<Sent> {
  checkTable(table)
  const { signal, onProgress, onResumed } = options
  if (signal?.aborted) throw cancelled(signal)
  checkColumns(table, options.columns)
  const opened = await openSource(source)
  const { id, bytes } = await uploadSource({
    settings,
    uploads: methods.uploads,
    source: opened,
    signal,
    onSent: (done) => onProgress?.({ phase: 'uploading', done, total: opened.bytes, rows: 0, attempt: 0 }),
    onResumed: (received) => onResumed?.({ received, bytes: opened.bytes }),
  })
  return {
    upload: id,
    bytes,
    start: (load) => methods.loads.start({ id: load, upload: id, table, ...choices(options) }),
  }
}

type Choices = Omit<LoadFileOptions, 'signal' | 'onProgress' | 'onStarted' | 'onResumed'>

/** Only what the server knows, whatever else a caller without types may have given. */
function choices({ header, columns, delimiter, encoding, onConflict, maxRejects, dryRun }: Choices): Choices {
  return { header, columns, delimiter, encoding, onConflict, maxRejects, dryRun }
}
