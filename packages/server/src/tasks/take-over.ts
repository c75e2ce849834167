import type { Logger } from 'pino'
import type { Database } from '../database/open-database.js'
import { announceServer, failTasksOfDeadServers, type ServerPresence } from './server-presence.js'
import type { TaskRecord } from './task.js'
import { takeOverTasks } from './task-store.js'

interface TakeOverOptions {
  /** The id of this server's home. */
  home: string
  log: Logger
}

interface TakenOver {
  presence: ServerPresence
  /** Tasks that can be run again here. */
  takenOver: TaskRecord[]
}

/** Shows that this server lives, and deals with what others that no longer do left unfinished. */
export async function takeOver(database: Database, { home, log }: TakeOverOptions): Promise<TakenOver> {
  const presence = await announceServer(database)
  try {
    const takenOver = await takeOverTasks(database.query, { server: presence.server, home })
    const tasks = takenOver.map(({ id }) => id)
    if (tasks.length > 0) log.warn({ tasks }, 'Loads that a server left unfinished are run again')
    const interrupted = await failTasksOfDeadServers(database)
    if (interrupted.length > 0)
      log.warn({ tasks: interrupted }, 'Tasks that a server left unfinished were ended as failed')
    return { presence, takenOver }
  } catch (error) {
    await presence[Symbol.asyncDispose]()
    throw error
  }
}
