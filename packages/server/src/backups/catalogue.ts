import { ServerError } from '../errors/server-error.js'
import { type Backup, backupIdSchema } from './backup-schemas.js'
import type { BackupStorage } from './backup-storage.js'
import { microsOfInstant } from './instant.js'
import { MANIFEST, readManifest } from './manifest.js'

/** All backups, newest first. A folder without a good manifest is not one. */
export async function listBackups(storage: BackupStorage): Promise<Backup[]> {
  const ids = await storage.list()
  const found = await Promise.all(ids.map((id) => findBackup(storage, id)))
  const backups = found.filter((backup) => backup !== undefined)
  return backups.toSorted((one, other) => Number(microsOfInstant(other.createdAt) - microsOfInstant(one.createdAt)))
}

/** The backup of that id; throws `not_found`, or `damaged` when its manifest is not as it was written. */
export async function getBackup(storage: BackupStorage, id: string): Promise<Backup> {
  await assertThere(storage, id)
  const backup = await findBackup(storage, id)
  if (backup) return backup
  // Somebody may have removed it in between.
  await assertThere(storage, id)
  throw new ServerError(
    'damaged',
    `The manifest of backup ${id} is missing or was changed, so nothing in it can be trusted. Use another backup.`,
  )
}

/** Throws `not_found` when there is no such backup, or no longer. */
export async function assertThere(storage: BackupStorage, id: string): Promise<void> {
  if (!backupIdSchema.safeParse(id).success || !(await storage.list()).includes(id)) throw noBackup(id)
}

/** Does something with the files of a backup; throws `not_found` when that fails because somebody removed it meanwhile. */
export async function withFilesOf<T>(storage: BackupStorage, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await assertThere(storage, id)
    throw error
  }
}

/** What is told of a backup that is not there. */
export function noBackup(id: string): ServerError {
  return new ServerError('not_found', `There is no backup ${id}. \`rollcall backup list\` lists them.`)
}

async function findBackup(storage: BackupStorage, id: string): Promise<Backup | undefined> {
  const text = await storage.readText(id, MANIFEST)
  const backup = text === undefined ? undefined : readManifest(text)
  return backup?.id === id ? backup : undefined
}
