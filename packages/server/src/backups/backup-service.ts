import type { Readable } from 'node:stream'
import { tableList } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import { recordDeed } from '../audit/audit-store.js'
import type { Database } from '../database/open-database.js'
import { ServerError } from '../errors/server-error.js'
import type { Spool } from '../loads/spool/spool.js'
import { startWithUploads } from '../loads/spool/start-with-uploads.js'
import type { TaskRecord } from '../tasks/task.js'
import type { TaskRunner } from '../tasks/task-runner.js'
import type { TaskRun } from '../tasks/task-work.js'
import { avroFileName } from './avro-file.js'
import type { Backup, ImportOptions, RestoreOptions } from './backup-schemas.js'
import type { BackupStorage } from './backup-storage.js'
import { getBackup, listBackups, noBackup } from './catalogue.js'
import { openReader } from './backup-reader.js'
import { createBackup } from './create-backup.js'
import { importBackup } from './import-backup.js'
import { MANIFEST } from './manifest.js'
import { restoreTable } from './restore-table.js'
import { verifyBackup } from './verify-backup.js'

/** The task's id, which the client makes, and who asks for it. */
interface Start {
  id: string
  actor: Actor
}

/** Backups and what is done with them; what takes long is a task. */
export interface BackupService {
  list(): Promise<Backup[]>
  get(id: string): Promise<Backup>
  remove(id: string, actor: Actor): Promise<Backup>
  /** The bytes of one file of a backup. */
  download(id: string, file: string): Promise<Readable>
  create(task: Start): Promise<TaskRecord>
  verify(task: Start, backup: string): Promise<TaskRecord>
  restore(task: Start, options: RestoreOptions): Promise<TaskRecord>
  import(task: Start, options: ImportOptions): Promise<TaskRecord>
}

interface BackupServiceOptions {
  database: Database
  tasks: TaskRunner
  storage: BackupStorage
  spool: Spool
}

export function createBackupService({ database, tasks, storage, spool }: BackupServiceOptions): BackupService {
  const start = (kind: string, task: Start, input: object, work: (run: TaskRun) => Promise<unknown>) =>
    tasks.start({ ...task, kind, input, queue: kind, work })

  return {
    list: () => listBackups(storage),
    get: (id) => getBackup(storage, id),
    async remove(id, actor) {
      const backup = await getBackup(storage, id)
      if (!(await storage.remove(id))) throw noBackup(id)
      await recordDeed(database.query, actor, { action: 'backups.remove', result: 'done', detail: { backup: id } })
      return backup
    },
    async download(id, file) {
      const { tables } = await getBackup(storage, id)
      const table = tableList.find((each) => avroFileName(each) === file && tables[each.name])
      if (!table && file !== MANIFEST)
        throw new ServerError('not_found', `Backup ${id} has no file ${JSON.stringify(file)}.`)
      return storage.open(id, file)
    },
    create: (task) =>
      start('backup', task, {}, async (run) => {
        await using reader = await openReader({ database, run })
        return await createBackup({ reader, storage, kind: 'manual', run })
      }),
    verify: (task, backup) => start('verify', task, { backup }, (run) => verifyBackup({ storage, id: backup, run })),
    restore: (task, options) =>
      start('restore', task, options, (run) => restoreTable({ database, storage, options, run })),
    import: (task, { files }) =>
      startWithUploads({
        tasks,
        spool,
        uploads: files.map(({ upload }) => upload),
        task: {
          ...task,
          kind: 'import',
          input: { files },
          queue: 'import',
          work: (run) => importBackup({ spool, storage, files, run }),
        },
      }),
  }
}
