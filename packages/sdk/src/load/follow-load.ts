import type { Procedures } from '../generated/procedures.js'
import type { LoadResult, LoadTask, Task } from '../generated/types.js'
import type { FollowOptions } from '../rollcall.js'
import { RollcallError } from '../rollcall-error.js'
import type { Settings } from '../settings.js'
import { followTask } from '../tasks/follow-task.js'
import { resultOf } from '../tasks/run-task.js'
import { progressOf } from './load-progress.js'

interface Following {
  methods: Procedures
  settings: Settings
  load: string
  options: FollowOptions
}

/** Waits for the end of a load that was started before. */
export async function followLoad({ methods, settings, load, options }: Following): Promise<LoadResult> {
  const { signal = new AbortController().signal, onProgress } = options
  const { tasks } = methods
  const { kind } = await tasks.get({ id: load }, { signal })
  if (kind !== 'load') throw new RollcallError('invalid_input', `Task ${load} is a ${kind}; expected a load.`)
  const onTask = (seen: Task) => {
    const progress = progressOf(seen, null)
    if (progress) onProgress?.(progress)
  }
  return resultOf<LoadTask>(await followTask({ tasks, id: load, retries: settings.retries, signal, onTask }), 'load')
}
