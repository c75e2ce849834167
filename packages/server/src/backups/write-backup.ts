import type { Backup } from './backup-schemas.js'
import type { BackupStorage, PartialBackup } from './backup-storage.js'
import { MANIFEST, manifestText } from './manifest.js'

/** Writes a backup that is seen once all of it is on disk, or not at all; `write` writes its tables' files and answers what they came to. */
export async function writeBackup(
  storage: BackupStorage,
  head: Omit<Backup, 'tables'>,
  write: (partial: PartialBackup) => Promise<Backup['tables']>,
): Promise<Backup> {
  const partial = await storage.begin(head.id)
  try {
    const backup: Backup = { ...head, tables: await write(partial) }
    await partial.write(MANIFEST, bytesOf(manifestText(backup)))
    await partial.commit()
    return backup
  } catch (error) {
    await partial.discard()
    throw error
  }
}

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}
