import { ofKind } from '../../tasks/of-kind.js'
import type { TaskRecord } from '../../tasks/task.js'
import type { TaskRunner } from '../../tasks/task-runner.js'
import type { TaskStart } from '../../tasks/task-work.js'
import type { Spool } from './spool.js'

interface StartWithUploads {
  tasks: TaskRunner
  spool: Spool
  uploads: string[]
  task: Omit<TaskStart, 'settle'>
}

/** Starts a task on uploads, which are spent by it and go away when it has ended; starting the same one again answers how it is. */
export async function startWithUploads({ tasks, spool, uploads, task }: StartWithUploads): Promise<TaskRecord> {
  const started = await tasks.find(task.id)
  if (started) return ofKind(started, task.kind)
  const spent: string[] = []
  try {
    for (const upload of uploads) {
      await spool.spend(upload, task.id)
      spent.push(upload)
    }
    return await tasks.start({ ...task, settle: () => removeUploads(spool, uploads) })
  } catch (error) {
    const found = await tasks.find(task.id).catch(() => 'unknown' as const)
    if (found === undefined) await Promise.all(spent.map((upload) => spool.release(upload)))
    // What is not known to be refused may be asked for again.
    else if (found !== 'unknown') return ofKind(found, task.kind)
    throw error
  }
}

/** What a task was given goes away with it. */
export async function removeUploads(spool: Spool, uploads: string[]): Promise<void> {
  await Promise.all(uploads.map((upload) => spool.remove(upload)))
}
