import { createBackups } from './backups/create-backups.js'
import { restoreTable } from './backups/restore-table.js'
import { eachOfPages } from './each-page.js'
import { type Procedures, procedures } from './generated/procedures.js'
import { followLoad } from './load/follow-load.js'
import { loadFile, startLoad } from './load/load-file.js'
import { previewFile } from './load/preview-file.js'
import type { EachOptions, Rollcall, RollcallOptions } from './rollcall.js'
import { settingsOf } from './settings.js'
import { serverTransport } from './server-transport.js'
import { tableClients } from './table-clients.js'

/** Makes the client of a server; nothing is sent before the first call. */
export function createRollcall(options: RollcallOptions = {}): Rollcall {
  const settings = settingsOf(options)
  const methods = procedures(serverTransport(settings))
  const { loads } = methods
  return {
    ...methods,
    ...tableClients(methods),
    loads: {
      ...loads,
      eachReject: (load, range) => eachReject(loads, load, range),
      follow: (load, followOptions = {}) => followLoad({ methods, settings, load, options: followOptions }),
    },
    preview: (table, source, previewOptions = {}) =>
      previewFile({ methods, settings, table, source, options: previewOptions }),
    load: (table, source, loadOptions = {}) => loadFile({ methods, settings, table, source, options: loadOptions }),
    startLoad: (table, source, loadOptions = {}) =>
      startLoad({ methods, settings, table, source, options: loadOptions }),
    backups: createBackups(methods, settings),
    restore: (table, backup, restoreOptions = {}) =>
      restoreTable({ methods, settings, table, backup, options: restoreOptions }),
  }
}

function eachReject(
  loads: Procedures['loads'],
  load: string,
  options: EachOptions | undefined,
): ReturnType<Rollcall['loads']['eachReject']> {
  return eachOfPages(async (range, call) => {
    const { rejects, next } = await loads.rejects({ load, ...range }, call)
    return { items: rejects, next }
  }, options)
}
