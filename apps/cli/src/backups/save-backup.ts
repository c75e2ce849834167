import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from '@rollcall/sdk'
import { failureText } from '../output/failure-text.js'
import { writeNewFile } from '../output/new-file.js'
import { progressDisplay } from '../progress/progress-display.js'
import type { Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'
import { inLoadOrder } from './backup-document.js'

/** Writes the files of a backup into a folder, each proved to be what was backed up: all of them, or none. Answers their names. */
export async function saveBackup(session: Session, backup: Backup, folder: string): Promise<string[]> {
  // The manifest goes last: a folder without one is no backup.
  const files = [...Object.keys(inLoadOrder(backup.tables)).map((table) => `${table}.avro`), 'manifest.json']
  const made = await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new WrongUsage(`The folder ${folder} cannot be made: ${failureText(cause)}.`, { cause })
  })
  const written: string[] = []
  try {
    for (const file of files) {
      await writeNewFile(join(folder, file), download(session, backup, file), { force: false })
      written.push(file)
    }
    return files
  } catch (error) {
    if (made === undefined) await Promise.all(written.map((file) => rm(join(folder, file), { force: true })))
    else await rm(made, { recursive: true, force: true })
    throw error
  }
}

/** Refuses a place that is there and is not an empty folder, before any work is done for it. */
export async function checkEmptyFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found && !found.isDirectory()) throw new WrongUsage(`${folder} is not a folder; name another.`)
  if (found && (await readdir(folder)).length > 0)
    throw new WrongUsage(`${folder} is not empty; name an empty or a new folder.`)
}

async function* download(session: Session, backup: Backup, file: string): AsyncGenerator<Uint8Array> {
  const { rollcall, signal } = session
  const total = Object.entries(backup.tables).find(([table]) => file === `${table}.avro`)?.[1].bytes ?? null
  const progress = progressDisplay(session, { uploading: `Downloading ${file}` })
  try {
    let done = 0
    for await (const bytes of rollcall.backups.download(backup.id, file, { signal })) {
      yield bytes
      done += bytes.length
      progress.update({ phase: 'uploading', done, total })
    }
  } finally {
    progress.stop()
  }
}
