import { tableNamed } from '@rollcall/tables'
import type { z } from 'zod'
import type { Actor } from '../access/actor.js'
import type { Database } from '../database/open-database.js'
import type { loadTaskSchema } from '../tasks/task-schemas.js'
import type { TaskRunner } from '../tasks/task-runner.js'
import type { startLoadSchema } from './load-schemas.js'
import { runLoad } from './run-load.js'
import type { Spool } from './spool.js'

type LoadTask = z.infer<typeof loadTaskSchema>

/** Starts loads. */
export interface LoadService {
  /** Starts the load of an upload; starting the same one again answers how it is. The upload is spent. */
  start(input: z.output<typeof startLoadSchema>, actor: Actor): Promise<LoadTask>
}

/** Makes the service on a database, its tasks and its spool. */
export function createLoadService(database: Database, tasks: TaskRunner, spool: Spool): LoadService {
  return {
    async start({ id, ...input }, actor) {
      const { upload: uploadId, ...options } = input
      const table = tableNamed(options.table)
      const task = await tasks.start({
        id,
        kind: 'load',
        input,
        actor,
        // Loads of one table wait for each other: two at once would only fight for the same keys.
        queue: `load ${table.name}`,
        async work(run) {
          const upload = await spool.finish(uploadId)
          try {
            return await runLoad({ run, database, table, options, upload, folder: spool.folder(uploadId) })
          } finally {
            await spool.remove(uploadId)
          }
        },
      })
      return task as LoadTask
    },
  }
}
