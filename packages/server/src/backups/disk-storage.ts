import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { backupIdSchema } from './backup-schemas.js'
import type { BackupStorage, PartialBackup } from './backup-storage.js'

const PARTIAL = '.partial'
const REMOVED = '.removed'

/** Keeps backups as folders below `root`; whatever is seen there under its own name is whole and on disk. */
export function diskStorage(root: string): BackupStorage {
  return {
    async list() {
      const names = await readdir(root).catch(emptyIfMissing)
      return names
        .filter((name) => !name.includes('.'))
        .toSorted()
        .toReversed()
    },
    readText: (id, name) => readFile(join(root, id, name), 'utf8').catch(undefinedIfMissing),
    open: (id, name) => createReadStream(join(root, id, name), { highWaterMark: 1024 * 1024 }),
    async begin(id) {
      const folder = join(root, id + PARTIAL)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return partialBackup(root, id)
    },
    async remove(id) {
      // Out of sight first, so that a removal cut short leaves no half backup.
      const removed = join(root, id + REMOVED)
      const wasThere = await rename(join(root, id), removed).then(() => true, falseIfMissing)
      if (!wasThere) return false
      await syncFolder(root)
      await rm(removed, { recursive: true, force: true })
      return true
    },
    async clean() {
      const names = await readdir(root).catch(emptyIfMissing)
      const left = names.filter(isLeftOver)
      await Promise.all(left.map((name) => rm(join(root, name), { recursive: true, force: true })))
    },
  }
}

function partialBackup(root: string, id: string): PartialBackup {
  const folder = join(root, id + PARTIAL)
  return {
    async write(name, content) {
      const file = await open(join(folder, name), 'wx', 0o600)
      try {
        for await (const chunk of content) await file.appendFile(chunk)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    async commit() {
      await syncFolder(folder)
      await rename(folder, join(root, id))
      await syncFolder(root)
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A file's name is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** What is called otherwise is not ours to remove. */
function isLeftOver(name: string): boolean {
  const suffix = [PARTIAL, REMOVED].find((each) => name.endsWith(each))
  return suffix !== undefined && backupIdSchema.safeParse(name.slice(0, -suffix.length)).success
}

function falseIfMissing(error: NodeJS.ErrnoException): boolean {
  if (error.code === 'ENOENT') return false
  throw error
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
