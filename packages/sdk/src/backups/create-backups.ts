import type { Procedures } from '../generated/procedures.js'
import type { Settings } from '../settings.js'
import type { Backups } from './backups.js'
import { downloadFile } from './download-file.js'
import { importBackup } from './import-backup.js'
import { runBackupTask } from './run-backup-task.js'

/** Makes the methods for backups. */
export function createBackups(methods: Procedures, settings: Settings): Backups {
  const { create, list, get, verify, remove, import: _import, restore: _restore, ...others } = methods.backups
  const server = { methods, settings }
  return {
    ...others,
    create: (options = {}) => runBackupTask(server, (task) => create({ task }), options),
    list,
    get: (id, options) => get({ id }, options),
    verify: (id, options = {}) => runBackupTask(server, (task) => verify({ task, backup: id }), options),
    remove: (id, options) => remove({ id }, options),
    import: (files, options = {}) => importBackup(server, files, options),
    download: (id, file, options = {}) => downloadFile(server, { id, file }, options),
  }
}
