import { mkdir } from 'node:fs/promises'
import { appendPiece, type Piece } from './append-piece.js'
import { type FoundUpload, findUploads, type WantedUpload } from './find-uploads.js'
import { hasPieces } from './piece-log.js'
import { type Connection, senders } from './senders.js'
import { changedOnDisk, isSpent, notThere, notWhole, otherFacts, wrongOffset } from './spool-errors.js'
import { type SpoolLimits, spoolRoom } from './spool-room.js'
import { uploadClaims } from './upload-claims.js'
import { type Upload, type UploadFacts, uploadFolders } from './upload-folders.js'

interface OpenUpload extends UploadFacts {
  id: string
  /** Another upload of the same owner and the same file, with whose bytes this one begins; it goes under this id from now on. */
  continues?: string | null
}

interface PieceOnWire extends Piece {
  connection?: Connection | undefined
}

/** Keeps uploads on disk until they are loaded. */
export interface Spool {
  /** Makes a place for an upload; opening the same one again answers how far it has come. */
  open(upload: OpenUpload): Promise<Upload>
  /** The unfinished uploads of the same file by the same owner that nobody is sending, newest first. */
  find(wanted: WantedUpload): Promise<FoundUpload[]>
  status(id: string): Promise<Upload>
  /** Takes in a piece, which may repeat bytes that are here but must leave no gap. */
  write(id: string, piece: PieceOnWire): Promise<Upload>
  /** Gives an upload that is whole to a task: from then on it is that one's only, and takes no more bytes. */
  spend(id: string, task: string): Promise<void>
  /** Takes it back from a task that was not started. */
  release(id: string): Promise<void>
  /** The file with the bytes that are here so far. */
  soFar(id: string): Promise<{ file: string; received: number; whole: boolean }>
  /** The file with the bytes of a whole upload, which are proved to be those that came if some were here before this process. */
  finish(id: string): Promise<{ file: string; bytes: number }>
  /** An empty folder for what a load needs beside the bytes; goes away with the upload. */
  workFolder(id: string): Promise<string>
  remove(id: string): Promise<void>
  /** Removes an upload that no task has; answers what it was. */
  discard(id: string): Promise<Upload>
  /** What is kept, for tidying up. */
  list(): Promise<Upload[]>
  /** Whether a piece of it is coming in. */
  isBusy(id: string): boolean
}

/** Makes the spool under a folder, which is emptied of left-overs only: uploads outlive a restart. */
export async function openSpool(root: string, limits: SpoolLimits): Promise<Spool> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const folders = uploadFolders(root)
  await folders.clean()
  const room = spoolRoom(root, limits)
  const claims = uploadClaims()
  const clients = senders()
  /** Those that were here before this process: the machine may have stopped since their pieces came. */
  const inherited = new Set<string>()
  for (const { id, received } of await folders.list()) {
    room.keep(id, received)
    inherited.add(id)
  }

  async function status(id: string): Promise<Upload> {
    const upload = await folders.read(id)
    if (upload) return upload
    throw notThere(id)
  }

  async function begin(id: string, facts: UploadFacts): Promise<void> {
    await room.assertFor(facts.bytes)
    await folders.make(id, facts)
  }

  async function goOn(id: string, continued: string, facts: UploadFacts): Promise<void> {
    const found = await folders.read(continued)
    if (!found || found.task !== null || otherFacts(found, facts)) throw notThere(continued)
    await room.assertFor(facts.bytes, found.received)
    await folders.rename(continued, id)
    clients.forget(continued)
    room.forget(continued)
    room.keep(id, found.received)
    if (inherited.delete(continued)) inherited.add(id)
  }

  async function write(id: string, { connection, ...piece }: PieceOnWire): Promise<Upload> {
    const upload = await status(id)
    if (upload.task !== null) throw isSpent(upload)
    if (piece.offset > upload.received) throw wrongOffset(upload, piece.offset)
    const appending = appendPiece({ folder: folders.path(id), upload, piece, room })
    const failed = await appending.then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    // Removed meanwhile, it is not there; whatever else failed is told.
    const now = await folders.read(id)
    if (!now) {
      room.forget(id)
      throw notThere(id)
    }
    clients.sent(id, connection)
    room.keep(id, now.received)
    if (failed) throw failed.error
    return now
  }

  async function give(id: string, task: string): Promise<void> {
    const upload = await status(id)
    if (upload.task === task) return
    if (upload.task !== null) throw isSpent(upload)
    if (upload.bytes !== null && upload.received !== upload.bytes) throw notWhole(upload)
    await folders.cut(id, upload.received)
    await folders.mark(id, task)
  }

  async function remove(id: string): Promise<void> {
    clients.forget(id)
    await claims.remove(id, () => folders.remove(id))
    room.forget(id)
    inherited.delete(id)
  }

  return {
    status,
    remove,
    list: () => folders.list(),
    isBusy: (id) => claims.isBusy(id),
    write: (id, piece) => claims.alone(id, () => write(id, piece)),
    spend: (id, task) => claims.give(id, task, () => give(id, task)),
    release: (id) => folders.unmark(id),
    workFolder: (id) => folders.makeWork(id),
    async open({ id, continues = null, ...facts }) {
      if (!(await folders.read(id))) {
        if (continues === null) await begin(id, facts)
        else await claims.alone(continues, () => goOn(id, continues, facts))
      }
      const upload = await status(id)
      const differs = otherFacts(upload, facts)
      if (differs) throw differs
      return upload
    },
    async find(wanted) {
      const isBeingSent = ({ id }: Upload) => claims.isBusy(id) || clients.isSending(id)
      return findUploads(await folders.list(), wanted, { isBeingSent, fileOf: (id) => folders.dataFile(id) })
    },
    async soFar(id) {
      const { bytes, received } = await status(id)
      return { file: folders.dataFile(id), received, whole: received === bytes }
    },
    async finish(id) {
      const upload = await status(id)
      if (upload.bytes !== null && upload.received !== upload.bytes) throw notWhole(upload)
      const file = folders.dataFile(id)
      if (inherited.has(id) && !(await hasPieces(folders.path(id)))) throw changedOnDisk(id)
      return { file, bytes: upload.received }
    },
    async discard(id) {
      const upload = await status(id)
      const task = upload.task ?? claims.takerOf(id) ?? null
      if (task !== null) throw isSpent({ ...upload, task })
      await remove(id)
      return upload
    },
  }
}
