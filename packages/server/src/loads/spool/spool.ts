import { mkdir } from 'node:fs/promises'
import { appendPiece, type Piece } from './append-piece.js'
import { type FoundUpload, findUploads, type WantedUpload } from './find-uploads.js'
import { changedOnDisk, isBusy, isSpent, notThere, notWhole, otherFacts, wrongOffset } from './spool-errors.js'
import { type SpoolLimits, spoolRoom } from './spool-room.js'
import { hasPieces } from './piece-log.js'
import { type Upload, type UploadFacts, uploadFolders } from './upload-folders.js'

interface OpenUpload extends UploadFacts {
  id: string
  /** Another upload of the same owner and the same file, with whose bytes this one begins; it goes under this id from now on. */
  continues?: string | null
}

interface PieceOnWire extends Piece {
  /** What it comes over: as long as that is there, its client may go on by itself. */
  connection?: { readonly destroyed: boolean } | undefined
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

/** For how long after its last piece, in milliseconds, a client that is still connected is waited for. */
const STILL_SENDING = 10_000

/** Makes the spool under a folder, which is emptied of left-overs only: uploads outlive a restart. */
export async function openSpool(root: string, limits: SpoolLimits): Promise<Spool> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const folders = uploadFolders(root)
  await folders.clean()
  const room = spoolRoom(root, limits)
  /** Those that were here before this process: the machine may have stopped since their pieces came. */
  const inherited = new Set<string>()
  const busy = new Set<string>()
  const giving = new Map<string, { task: string; given: Promise<void> }>()
  const senders = new Map<string, { connection: PieceOnWire['connection']; at: number }>()
  for (const { id, received } of await folders.list()) {
    room.keep(id, received)
    inherited.add(id)
  }

  /** One thing at a time is done with the bytes of an upload. */
  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (busy.has(id)) throw isBusy(id)
    busy.add(id)
    try {
      return await work()
    } finally {
      busy.delete(id)
    }
  }

  async function status(id: string): Promise<Upload> {
    const upload = await folders.read(id)
    if (upload) return upload
    throw notThere(id)
  }

  function isBeingSent({ id }: Upload): boolean {
    const sender = senders.get(id)
    const connected = sender?.connection?.destroyed === false && Date.now() - sender.at < STILL_SENDING
    return busy.has(id) || connected
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
    senders.delete(id)
    await folders.remove(id)
    room.forget(id)
    inherited.delete(id)
  }

  async function begin(id: string, facts: UploadFacts): Promise<void> {
    await room.assertFor(facts.bytes)
    await folders.make(id, facts)
  }

  async function goOn(id: string, continued: string, facts: UploadFacts): Promise<void> {
    await alone(continued, async () => {
      const found = await folders.read(continued)
      if (!found || found.task !== null || otherFacts(found, facts)) throw notThere(continued)
      await room.assertFor(facts.bytes, found.received)
      await folders.rename(continued, id)
      senders.delete(continued)
      room.forget(continued)
      room.keep(id, found.received)
      if (inherited.delete(continued)) inherited.add(id)
    })
  }

  return {
    status,
    list: () => folders.list(),
    isBusy: (id) => busy.has(id),
    async open({ id, continues = null, ...facts }) {
      if (!(await folders.read(id))) {
        if (continues === null) await begin(id, facts)
        else await goOn(id, continues, facts)
      }
      const upload = await status(id)
      const differs = otherFacts(upload, facts)
      if (differs) throw differs
      return upload
    },
    find: async (wanted) =>
      findUploads(await folders.list(), wanted, { isBeingSent, fileOf: (id) => folders.dataFile(id) }),
    write: (id, { connection, ...piece }) =>
      alone(id, async () => {
        const upload = await status(id)
        if (upload.task !== null) throw isSpent(upload)
        if (piece.offset > upload.received) throw wrongOffset(upload, piece.offset)
        const failed = await appendPiece({ folder: folders.path(id), upload, piece, room }).catch((error: unknown) => ({
          error,
        }))
        // Removed meanwhile, it is not there; whatever else failed is told.
        const now = await folders.read(id)
        if (!now) {
          room.forget(id)
          throw notThere(id)
        }
        senders.set(id, { connection, at: Date.now() })
        room.keep(id, now.received)
        if (failed) throw failed.error
        return now
      }),
    async spend(id, task) {
      // The same request, sent twice at once, is one.
      const now = giving.get(id)
      if (now?.task === task) return now.given
      const given = alone(id, () => give(id, task))
      giving.set(id, { task, given })
      try {
        await given
      } finally {
        giving.delete(id)
      }
    },
    release: (id) => folders.unmark(id),
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
    workFolder: (id) => folders.makeWork(id),
    remove,
    async discard(id) {
      const upload = await status(id)
      if (upload.task !== null) throw isSpent(upload)
      await remove(id)
      return upload
    },
  }
}
