import type { Procedures } from '../generated/procedures.js'
import type { Task } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import { cancelled } from '../retry.js'
import { RollcallError } from '../rollcall-error.js'
import { uuid } from '../uuid.js'
import { followTask, mayPass } from './follow-task.js'

export interface TaskRun<T extends Task> {
  tasks: Procedures['tasks']
  /** Starts the task under an id; starting twice is starting once. */
  start: (id: string) => Promise<T>
  retries: number
  signal: PlatformSignal | undefined
  onStarted?: ((task: T) => void) | undefined
  onTask?: ((task: Task) => void) | undefined
}

/** Starts a task, waits for its end and answers its result, or fails with what it failed with; the signal cancels it on the server. */
export async function runTask<T extends Task>(run: TaskRun<T>): Promise<NonNullable<T['result']>> {
  const { tasks, start, retries, signal, onStarted, onTask } = run
  if (signal?.aborted) throw cancelled(signal)
  const { id, task } = await startTask(start)
  onStarted?.(task)
  let last: Task = task
  const ended = await cancellable({ tasks, id, signal }, (inner) =>
    followTask({
      tasks,
      id,
      retries,
      signal: inner,
      onTask(seen) {
        last = seen
        onTask?.(seen)
      },
    }),
  ).catch((error: unknown) => {
    throw error instanceof RollcallError ? lost(error, id, last) : error
  })
  return resultOf(ended, task.kind)
}

/** Starts a task under an id of ours. Without a signal: only what is known to be started can be cancelled for certain. */
export async function startTask<T extends Task>(start: TaskRun<T>['start']): Promise<{ id: string; task: T }> {
  const id = uuid()
  const task = await start(id).catch((error: unknown) => {
    throw error instanceof RollcallError && mayPass(error) ? lost(error, id, null) : error
  })
  return { id, task }
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

/** The result of a task of that kind that is done; otherwise throws what it failed with. */
export function resultOf<T extends Task>(task: Task, kind: T['kind']): NonNullable<T['result']> {
  // A task keeps its kind, and with it the type of its result.
  if (task.kind === kind && task.state === 'done' && task.result) return task.result
  const { code, message, issues } = task.error ?? {
    code: 'internal',
    message: `The task ${task.id} has no result.`,
    issues: [],
  }
  throw new RollcallError(code, message, { issues, task })
}

/** The task itself did not fail: it was lost sight of. */
function lost(error: RollcallError, id: string, task: Task | null): RollcallError {
  const { code, message, requestId, issues } = error
  const told = `${message} What became of the task ${id} is not known; tasks.get tells when the server can be reached.`
  return new RollcallError(code, told, { requestId, issues, task, cause: error })
}
