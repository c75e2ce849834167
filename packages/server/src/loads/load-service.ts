import { tableNamed } from '@rollcall/tables'
import type { z } from 'zod'
import type { Actor } from '../access/actor.js'
import type { Database } from '../database/open-database.js'
import { ServerError } from '../errors/server-error.js'
import type { Limits } from '../limits.js'
import type { TaskRecord } from '../tasks/task.js'
import type { TaskRunner } from '../tasks/task-runner.js'
import type { TaskWork } from '../tasks/task-work.js'
import type { loadTaskSchema } from '../tasks/task-schemas.js'
import { askedLoadSchema, type startLoadSchema } from './load-schemas.js'
import { runLoad } from './run-load.js'
import type { Spool } from './spool/spool.js'
import { removeUploads, startWithUploads } from './spool/start-with-uploads.js'
import { stopwatch } from './stopwatch.js'

type LoadTask = z.infer<typeof loadTaskSchema>

/** Starts loads. */
export interface LoadService {
  /** Starts the load of an upload; starting the same one again answers how it is. The upload is spent. */
  start(input: z.output<typeof startLoadSchema>, actor: Actor): Promise<LoadTask>
  /** Runs again the loads that a server that is gone left waiting or running here. */
  runAgain(loads: TaskRecord[]): void
}

interface LoadServiceOptions {
  database: Database
  tasks: TaskRunner
  spool: Spool
  limits: Pick<Limits, 'unpackedBytes' | 'keptRejects'>
}

/** Makes the service on a database, its tasks and its spool. */
export function createLoadService({ database, tasks, spool, limits }: LoadServiceOptions): LoadService {
  function taskOf(id: string, input: z.output<typeof askedLoadSchema>): TaskWork {
    const { upload: uploadId, ...options } = input
    const table = tableNamed(options.table)
    return {
      id,
      kind: 'load',
      input,
      // Loads of one table wait for each other: two at once would only fight for the same keys.
      queue: `load ${table.name}`,
      durable: true,
      async work(run) {
        const upload = await spool.finish(uploadId ?? '')
        const folder = await spool.workFolder(uploadId ?? '')
        const { unpackedBytes: maxUnpackedBytes, keptRejects } = limits
        const watches = { taking: stopwatch(), shutOut: stopwatch() }
        const job = { run, database, table, options, upload, folder, maxUnpackedBytes, keptRejects, ...watches }
        return await job.taking.during(() => runLoad(job))
      },
      settle: () => removeUploads(spool, uploadId === null ? [] : [uploadId]),
    }
  }

  return {
    async start({ id, ...input }, actor) {
      const task = { ...taskOf(id, input), actor }
      return (await startWithUploads({ tasks, spool, uploads: [input.upload], task })) as LoadTask
    },
    runAgain(loads) {
      for (const { id, input } of loads) {
        const { data } = askedLoadSchema.safeParse(input)
        tasks.resume(data ? taskOf(id, data) : strange(id, input as object))
      }
    },
  }
}

/** A load that another release was asked for, in a way that this one does not know: it fails, and its upload goes away. */
function strange(id: string, input: object): TaskWork {
  return {
    id,
    kind: 'load',
    input,
    queue: `load ${id}`,
    durable: true,
    work: () => Promise.reject(new ServerError('interrupted', STRANGE)),
  }
}

const STRANGE =
  'Another release of the server was asked for this load, with options that this one does not know. Nothing of it was kept. Start it again.'
