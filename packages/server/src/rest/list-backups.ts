import { tableList } from '@rollcall/tables'
import type { Services } from '../services.js'
import { filesToChoose } from './named-files.js'

/** Answers the files that can be restored, by table, newest first. */
export async function listBackups({ backups }: Services): Promise<object> {
  const files = filesToChoose(await backups.list())
  const entries = tableList.map(({ singular }) => {
    const own = files.filter(({ table }) => table.singular === singular)
    return [singular, own.map(({ name }) => name)]
  })
  return { status: 'success', backups: Object.fromEntries(entries) as Record<string, string[]> }
}
