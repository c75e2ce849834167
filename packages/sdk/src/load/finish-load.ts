import type { Procedures } from '../generated/procedures.js'
import type { LoadResult, Task } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import { RollcallError } from '../rollcall-error.js'
import { followTask } from './follow-task.js'

interface Finishing {
  tasks: Procedures['tasks']
  task: Task
  retries: number
  signal: PlatformSignal | undefined
  onTask: (task: Task) => void
}

/** Waits for the end of a load and answers its result, or fails with what it failed with; the signal cancels it on the server. */
export async function finishLoad({ tasks, task, retries, signal, onTask }: Finishing): Promise<LoadResult> {
  let last = task
  const ended = await cancellable({ tasks, id: task.id, signal }, (inner) =>
    followTask({
      tasks,
      id: task.id,
      retries,
      signal: inner,
      onTask(seen) {
        last = seen
        onTask(seen)
      },
    }),
  ).catch((error: unknown) => {
    throw error instanceof RollcallError ? lost(error, last) : error
  })
  return resultOf(ended)
}

/** Follows a task; when the signal says so, cancels it and goes on following, for only its end tells what became of it. */
async function cancellable(
  { tasks, id, signal }: { tasks: Procedures['tasks']; id: string; signal: PlatformSignal | undefined },
  follow: (inner: AbortSignal) => Promise<Task>,
): Promise<Task> {
  const following = new AbortController()
  let cancel = () => {}
  const refused = new Promise<never>((_, reject) => {
    cancel = () => void tasks.cancel({ id }).catch(reject)
  })
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await Promise.race([follow(following.signal), refused])
  } finally {
    signal?.removeEventListener('abort', cancel)
    following.abort()
  }
}

function resultOf(task: Task): LoadResult {
  if (task.kind === 'load' && task.state === 'done' && task.result) return task.result
  const { code, message, issues } = task.error ?? {
    code: 'internal',
    message: `The load ${task.id} has no result.`,
    issues: [],
  }
  throw new RollcallError(code, message, { issues, task })
}

/** The load itself did not fail: it was lost sight of. */
function lost(error: RollcallError, task: Task): RollcallError {
  const { code, message, requestId, issues } = error
  const told = `${message} What became of the load ${task.id} is not known; tasks.get tells when the server can be reached.`
  return new RollcallError(code, told, { requestId, issues, task, cause: error })
}
