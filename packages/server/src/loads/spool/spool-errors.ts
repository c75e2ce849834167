import { ServerError } from '../../errors/server-error.js'
import type { Upload, UploadFacts } from './upload-folders.js'

const MB = 1024 * 1024

export function notThere(id: string): ServerError {
  return new ServerError(
    'not_found',
    `There is no upload ${id}; it was loaded, removed, gone on with under another id, or never opened. Open a new one.`,
  )
}

/** Why an upload that is there is not the one that is opened; undefined when it is. */
export function otherFacts(found: Upload, facts: UploadFacts): ServerError | undefined {
  const { id, bytes, fingerprint, owner } = found
  if (bytes === facts.bytes && fingerprint === facts.fingerprint && owner === facts.owner) return undefined
  const what = bytes === facts.bytes ? 'for another file' : `for ${bytes ?? 'an unknown number of'} bytes`
  return new ServerError('already_exists', `Upload ${id} was opened before, ${what}. Take a new id.`)
}

export function isSpent({ id, task }: Upload): ServerError {
  return new ServerError('wrong_state', `Upload ${id} was given to task ${task} already. Open a new one.`)
}

export function isBusy(id: string): ServerError {
  return new ServerError('wrong_state', `Upload ${id} is busy: a piece of it is being received. Wait for it to end.`)
}

/** The bytes on disk are not those that were acknowledged. */
export function changedOnDisk(id: string): ServerError {
  return new ServerError(
    'damaged',
    `What is left of upload ${id} is not what was sent: the machine stopped before all of it was on disk. Open a new upload and send all of it.`,
  )
}

export function wrongOffset({ id, received }: Upload, offset: number): ServerError {
  return new ServerError(
    'wrong_offset',
    `Upload ${id} has ${received} bytes, but the piece begins at ${offset}. Send from byte ${received}.`,
  )
}

export function differs({ id }: Upload, offset: number): ServerError {
  return new ServerError(
    'wrong_offset',
    `Upload ${id} has other bytes than this piece near byte ${offset}. Open a new upload.`,
  )
}

export function tooLong({ id, bytes }: Upload): ServerError {
  return new ServerError('too_large', `Upload ${id} was opened for ${bytes} bytes and more came. Open a new one.`)
}

export function notWhole({ id, bytes, received }: Upload): ServerError {
  return new ServerError(
    'wrong_state',
    `Upload ${id} has ${received} of ${bytes} bytes. Send the rest before loading it.`,
  )
}

export function damaged({ id }: Upload, offset: number, found: string): ServerError {
  return new ServerError(
    'damaged',
    `The piece of upload ${id} at byte ${offset} came in damaged: its SHA-256 is ${found}. Send it again.`,
  )
}

export function overLimit(limit: number): ServerError {
  return new ServerError(
    'too_large',
    `The upload is larger than the ${Math.floor(limit / MB)} MB this server takes. Load the file in parts, or have ` +
      'ROLLCALL_MAX_UPLOAD_MB and ROLLCALL_SPOOL_MB raised.',
  )
}

export function spoolFull(total: number, limit: number): ServerError {
  return new ServerError(
    'unavailable',
    `The server keeps ${Math.ceil(total / MB)} of at most ${Math.floor(limit / MB)} MB of uploads. ` +
      'Try again when loads have ended, or have ROLLCALL_SPOOL_MB raised.',
  )
}

export function lowDisk(floor: number): ServerError {
  return new ServerError(
    'unavailable',
    `The server's disk is nearly full: less than ${Math.ceil(floor / MB)} MB would be left. Make room there and try again.`,
  )
}

export function diskFull({ id, received }: Upload, cause: unknown): ServerError {
  return new ServerError(
    'unavailable',
    `The server's disk is full, or a file there may not grow. Make room there and send upload ${id} from byte ${received} on.`,
    { cause },
  )
}
