import type { LoadResult, LoadTask, Task } from '../generated/types.js'
import { runTask, startTask } from '../tasks/run-task.js'
import { withUploads } from '../uploads/with-uploads.js'
import { progressOf } from './load-progress.js'
import { type Loading, sendFile } from './send-file.js'

/** Sends a file, has it loaded and waits for the end. */
export async function loadFile(loading: Loading): Promise<LoadResult> {
  const { methods, settings, options } = loading
  const { signal, onProgress, onStarted } = options
  const { upload, bytes, start } = await sendFile(loading)
  const onTask = (seen: Task) => {
    const progress = progressOf(seen, bytes)
    if (progress) onProgress?.(progress)
  }
  return withUploads(methods.uploads, [upload], () =>
    runTask({ tasks: methods.tasks, start, retries: settings.retries, signal, onStarted, onTask }),
  )
}

/** Sends a file and starts its load; answers it as it is then. */
export async function startLoad(loading: Loading): Promise<LoadTask> {
  const { upload, start } = await sendFile(loading)
  return withUploads(loading.methods.uploads, [upload], async () => (await startTask(start)).task)
}
