import type { Logger } from 'pino'
import type { Database } from '../database/open-database.js'
import { queryOn } from '../database/query.js'
import { isDatabaseAway } from '../errors/from-database.js'
import { ServerError } from '../errors/server-error.js'
import { insist } from './insist.js'
import type { TaskQueues } from './task-queues.js'
import { insertTask, isInserted, type NewTask } from './task-store.js'
import type { TaskStart } from './task-work.js'

interface StarterOptions {
  database: Database
  queues: TaskQueues
  /** The number of this server, and the id of its home. */
  server: number
  home: string
  /** How many tasks may be waiting or running at once. */
  most: number
  stop: AbortSignal
  log: Logger
}

/** Makes what writes a task to the database and queues it; one of the same id that is there already stays as it is. */
export function taskStarter(options: StarterOptions): (task: TaskStart) => Promise<void> {
  const { database, queues, server, home, most, stop, log } = options
  let starting = 0

  async function start(task: TaskStart): Promise<void> {
    if (queues.size + starting >= most) throw tooMany(most)
    starting++
    const row = { ...task, server, home: task.durable ? home : null }
    try {
      const isNew = await insertTask(database.query, row)
      // What came in while the server stopped is left to its next start.
      if (isNew && !stop.aborted) queues.add(task)
    } catch (error) {
      if (isDatabaseAway(error)) void queueIfThere(task, row)
      throw error
    } finally {
      starting--
    }
  }

  /** Of a task whose insertion was not answered, only the database can tell whether it is there; then it is run. */
  async function queueIfThere(task: TaskStart, row: NewTask): Promise<void> {
    const look = async () => {
      await using client = await database.connect()
      return await isInserted(queryOn(client), row)
    }
    const isThere = await insist(look, { giveUp: stop, log }).catch((error: unknown) => {
      log.warn({ err: error, task: task.id }, 'It was not found out whether a task was started')
      return false
    })
    if (isThere && !queues.get(task.id) && !stop.aborted) queues.add(task)
  }

  return start
}

function tooMany(most: number): ServerError {
  return new ServerError(
    'rate_limited',
    `The server has ${most} tasks waiting or running, as many as it takes. Try again when some have ended, or have ` +
      'ROLLCALL_MAX_TASKS raised.',
  )
}
