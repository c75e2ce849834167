import type { Logger } from 'pino'
import type { TokenService } from './access/token-service.js'
import type { BackupService } from './backups/backup-service.js'
import type { Database } from './database/open-database.js'
import type { LoadService } from './loads/load-service.js'
import type { Spool } from './loads/spool/spool.js'
import type { TaskRunner } from './tasks/task-runner.js'

/** What the procedures work with; made once by createServer and handed down, never global. */
export interface Services {
  database: Database
  log: Logger
  tasks: TaskRunner
  spool: Spool
  loads: LoadService
  backups: BackupService
  tokens: TokenService
  version: string
}
