import type { Backup, ImportTask } from '../generated/types.js'
import { cancelled } from '../retry.js'
import type { LoadSource } from '../rollcall.js'
import { openSource } from '../uploads/open-source.js'
import { removeUpload } from '../uploads/remove-upload.js'
import { uploadSource } from '../uploads/upload-source.js'
import { withUploads } from '../uploads/with-uploads.js'
import type { ImportSource, TaskOptions } from './backups.js'
import { runBackupTask, type Server } from './run-backup-task.js'

/** Sends Avro files one after the other, has a backup made of them and waits for the end. */
export async function importBackup(
  server: Server,
  sources: readonly ImportSource[],
  options: TaskOptions,
): Promise<Backup> {
  const { backups, uploads } = server.methods
  if (options.signal?.aborted) throw cancelled(options.signal)
  const files = await uploadAll(server, sources, options)
  const ids = files.map(({ upload }) => upload)
  const start = (task: string) => backups.import({ task, files })
  return withUploads(uploads, ids, () => runBackupTask(server, start, options))
}

type Files = ImportTask['input']['files']

/** When one cannot be sent, those before it are removed. */
async function uploadAll(
  { methods, settings }: Server,
  sources: readonly ImportSource[],
  { signal, onProgress }: TaskOptions,
): Promise<Files> {
  const files: Files = []
  try {
    for (const { name, content } of sources.map(named)) {
      const source = await openSource(content)
      const onSent = (done: number) => onProgress?.({ phase: 'uploading', done, total: source.bytes })
      const { id } = await uploadSource({ settings, uploads: methods.uploads, source, signal, onSent })
      files.push({ name, upload: id })
    }
  } catch (error) {
    await Promise.all(files.map(({ upload }) => removeUpload(methods.uploads, upload)))
    throw error
  }
  return files
}

function named(source: ImportSource): { name: string; content: LoadSource } {
  if (typeof source !== 'string') return source
  return { name: source.replace(/^.*[/\\]/s, ''), content: source }
}
