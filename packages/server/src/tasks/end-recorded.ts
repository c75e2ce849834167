import { taskDeed } from '../audit/task-deed.js'
import type { Query } from '../database/query.js'
import type { TaskRecord } from './task.js'
import { endTask } from './task-store.js'

/** Ends a task and records what it did, at once; answers false when it had ended before. */
export function endRecorded(
  query: Query,
  task: Pick<TaskRecord, 'id' | 'kind' | 'input'>,
  ending: Parameters<typeof taskDeed>[1],
): Promise<boolean> {
  return endTask(query, task.id, { ...ending, deed: taskDeed(task, ending) })
}
