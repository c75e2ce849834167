import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMigrated } from '../database/migrate.js'
import type { Database } from '../database/open-database.js'
import { queryOn } from '../database/query.js'

interface ReadinessOptions {
  database: Database
  /** Where files are kept; they need not be there yet. */
  folders: string[]
  /** Bytes that must be free on the disk of each. */
  diskFloor: number
}

/** Whether the server can do its work: the database reachable and migrated, and room on its disks. */
export type Readiness = () => Promise<boolean>

/** How long, in milliseconds, an answer holds, and how long it may take. */
const HOLDS = 1000
const ANSWER_WITHIN = 5000

/** Looks at most once a second, however many ask, on a connection of its own: when the pool is busy, this still answers. */
export function createReadiness(options: ReadinessOptions): Readiness {
  let looked: { at: number; answer: Promise<boolean> } | undefined
  return () => {
    if (!looked || performance.now() - looked.at > HOLDS) looked = { at: performance.now(), answer: look(options) }
    return looked.answer
  }
}

async function look({ database, folders, diskFloor }: ReadinessOptions): Promise<boolean> {
  const rooms = await Promise.all(folders.map(roomOf))
  return rooms.every((room) => room >= diskFloor) && (await within(ANSWER_WITHIN, hasSchema(database)))
}

async function hasSchema(database: Database): Promise<boolean> {
  const client = await database.connect()
  try {
    return await isMigrated(queryOn(client))
  } finally {
    // Not waited for: a PostgreSQL that says nothing does not say good-bye either.
    void client.end().catch(() => undefined)
  }
}

async function within(milliseconds: number, answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([answer, late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

/** The bytes that are free where a folder is, or will be made. */
async function roomOf(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(folder) !== folder
    return isMissing ? roomOf(dirname(folder)) : 0
  }
}
