import { Counter, Gauge, type Registry } from 'prom-client'
import { tableNames } from '@rollcall/tables'
import type { LoadResult } from '../loads/load-schemas.js'
import { hasEnded, type TaskState } from '../tasks/task.js'
import { taskKinds } from '../tasks/task-schemas.js'
import type { TaskTally } from '../tasks/task-tally.js'

/** Counts a server's tasks by kind and state, and the rows of its loads by table. */
export function taskFigures(registry: Registry): TaskTally {
  const registers = [registry]
  const unfinished = new Gauge({
    name: 'rollcall_tasks',
    help: 'Tasks of this server that wait or run.',
    labelNames: ['kind', 'state'],
    registers,
  })
  const ended = new Counter({
    name: 'rollcall_tasks_ended_total',
    help: 'Tasks that ended on this server since it started.',
    labelNames: ['kind', 'state'],
    registers,
  })
  const loaded = new Counter({
    name: 'rollcall_rows_loaded_total',
    help: 'Rows that loads inserted or updated since this server started.',
    labelNames: ['table'],
    registers,
  })
  const rejected = new Counter({
    name: 'rollcall_rows_rejected_total',
    help: 'Lines that loads did not take since this server started.',
    labelNames: ['table'],
    registers,
  })
  for (const kind of taskKinds) for (const state of ['waiting', 'running']) unfinished.set({ kind, state }, 0)
  for (const table of tableNames) for (const rows of [loaded, rejected]) rows.inc({ table }, 0)

  const isLive = (state: TaskState | null) => state !== null && !hasEnded(state)
  return {
    moved(kind, from, to) {
      if (from !== null && isLive(from)) unfinished.dec({ kind, state: from })
      if (to === null) return
      if (isLive(to)) unfinished.inc({ kind, state: to })
      else ended.inc({ kind, state: to })
    },
    done(kind, result) {
      if (kind !== 'load') return
      const { table, dryRun, inserted, updated, rejected: lines } = result as LoadResult
      if (dryRun) return
      loaded.inc({ table }, inserted + updated)
      rejected.inc({ table }, lines)
    },
  }
}
