import type { Rollcall, Task } from '@rollcall/sdk'
import { until } from './until.js'

/** Waits until a task has ended, however it ended. */
export async function ended({ tasks }: Rollcall, id: string): Promise<Task> {
  return until(`the end of task ${id}`, async () => {
    const task = await tasks.get({ id })
    return ['done', 'failed', 'cancelled'].includes(task.state) && task
  })
}
