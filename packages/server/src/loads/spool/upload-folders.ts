import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nullIfMissing } from './null-if-missing.js'
import { DATA, PIECES, readReceived } from './piece-log.js'

/** What a client says of an upload when it opens it. */
export interface UploadFacts {
  /** How many bytes will come, where the client knows. */
  bytes: number | null
  /** By which a client that was interrupted finds it again: made of what the file is like. */
  fingerprint: string | null
  /** The token that opened it; null for nobody in particular. */
  owner: string | null
}

/** An upload as it is on disk. */
export interface Upload extends UploadFacts {
  id: string
  /** How many bytes are here: the offset of the next piece. */
  received: number
  /** The task it was given to. */
  task: string | null
  /** When its last piece came, in milliseconds since 1970. */
  touchedAt: number
}

/** The folders of uploads under a root, and what is in them. */
interface UploadFolders {
  path(id: string): string
  dataFile(id: string): string
  read(id: string): Promise<Upload | undefined>
  list(): Promise<Upload[]>
  make(id: string, facts: UploadFacts): Promise<void>
  rename(from: string, to: string): Promise<void>
  mark(id: string, task: string): Promise<void>
  unmark(id: string): Promise<void>
  /** Takes away what came behind the bytes that count, if it did. */
  cut(id: string, bytes: number): Promise<void>
  makeWork(id: string): Promise<string>
  remove(id: string): Promise<void>
  /** Removes what a process that was killed left half made or half removed. */
  clean(): Promise<void>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function uploadFolders(root: string): UploadFolders {
  const path = (id: string) => join(root, id)

  async function read(id: string): Promise<Upload | undefined> {
    const folder = path(id)
    try {
      const [facts, task, received, { mtimeMs }] = await Promise.all([
        readFile(join(folder, 'upload.json'), 'utf8'),
        readFile(join(folder, 'task'), 'utf8').catch(nullIfMissing),
        readReceived(folder),
        stat(join(folder, PIECES)),
      ])
      return { id, ...(JSON.parse(facts) as UploadFacts), task, received, touchedAt: mtimeMs }
    } catch (error) {
      // What a machine that stopped left half written is no upload any more.
      if (error instanceof SyntaxError) return undefined
      return nullIfMissing(error) ?? undefined
    }
  }

  return {
    path,
    read,
    dataFile: (id) => join(path(id), DATA),
    async list() {
      const names = await readdir(root)
      const uploads = await Promise.all(names.filter((name) => UUID.test(name)).map(read))
      return uploads.filter((upload) => upload !== undefined)
    },
    make: (id, facts) => makeFolder(path(id), facts),
    rename: (from, to) => rename(path(from), path(to)),
    async mark(id, task) {
      // Written aside and renamed, so that a process that is killed leaves a whole mark or none.
      const aside = join(path(id), `task.${randomUUID()}`)
      await writeFile(aside, task)
      await rename(aside, join(path(id), 'task'))
    },
    unmark: (id) => rm(join(path(id), 'task'), { force: true }),
    async cut(id, bytes) {
      const file = join(path(id), DATA)
      if ((await stat(file)).size > bytes) await truncate(file, bytes)
    },
    async makeWork(id) {
      const folder = join(path(id), 'work')
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { mode: 0o700 })
      return folder
    },
    async remove(id) {
      // Renamed first, so that a process that is killed leaves no upload without some of its files.
      const aside = `${path(id)}.${randomUUID()}.removed`
      const there = await rename(path(id), aside).then(
        () => true,
        () => false,
      )
      if (there) await rm(aside, { recursive: true, force: true })
    },
    async clean() {
      const leftOver = (await readdir(root)).filter((name) => /\.(partial|removed)$/.test(name))
      await Promise.all(leftOver.map((name) => rm(join(root, name), { recursive: true, force: true })))
    },
  }
}

/** Made aside and renamed, so that a folder without its files is never seen. */
async function makeFolder(folder: string, { bytes, fingerprint, owner }: UploadFacts): Promise<void> {
  const partial = `${folder}.${randomUUID()}.partial`
  await mkdir(partial, { mode: 0o700 })
  await writeFile(join(partial, DATA), '')
  await writeFile(join(partial, PIECES), '')
  await writeFile(join(partial, 'upload.json'), JSON.stringify({ bytes, fingerprint, owner }))
  await rename(partial, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(partial, { recursive: true, force: true })
    // The same request, sent twice, was here before.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
}
