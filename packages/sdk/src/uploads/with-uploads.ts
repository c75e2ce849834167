import type { Procedures } from '../generated/procedures.js'
import { RollcallError } from '../rollcall-error.js'
import { hasEnded, mayPass } from '../tasks/follow-task.js'
import { removeUpload } from './remove-upload.js'

/** Does work with uploads; when it fails they are removed, unless a task that needs them may still be at it. */
export async function withUploads<T>(
  uploads: Procedures['uploads'],
  ids: string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!mayBeInUse(error)) await Promise.all(ids.map((id) => removeUpload(uploads, id)))
    throw error
  }
}

/** Without the server's word on the end of its task it is not known what is done with an upload. */
function mayBeInUse(error: unknown): boolean {
  if (!(error instanceof RollcallError)) return false
  if (error.task) return !hasEnded(error.task)
  return mayPass(error) || error.code === 'bad_answer'
}
