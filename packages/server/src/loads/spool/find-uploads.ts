import { nullIfMissing } from './null-if-missing.js'
import { sha256Of } from './piece-log.js'
import type { Upload } from './upload-folders.js'

/** The file whose interrupted upload is looked for. */
export interface WantedUpload {
  bytes: number
  fingerprint: string
  owner: string | null
}

export interface FoundUpload {
  id: string
  bytes: number | null
  received: number
  /** Of the bytes that are here, in base64. */
  sha256: string
}

interface Look {
  isBeingSent: (upload: Upload) => boolean
  fileOf: (id: string) => string
}

/** How many are offered at most: each has all its bytes read. */
const MOST = 3

/** Those of the uploads that may be gone on with for a file, the newest first; only their bytes tell whether they are of it. */
export async function findUploads(
  uploads: Upload[],
  { bytes, fingerprint, owner }: WantedUpload,
  { isBeingSent, fileOf }: Look,
): Promise<FoundUpload[]> {
  const fitting = uploads
    .filter((upload) => upload.fingerprint === fingerprint && upload.bytes === bytes && upload.owner === owner)
    .filter((upload) => upload.task === null && upload.received > 0 && !isBeingSent(upload))
    .sort((one, other) => other.touchedAt - one.touchedAt)
  const found: FoundUpload[] = []
  for (const { id, received } of fitting.slice(0, MOST)) {
    const sha256 = await sha256Of(fileOf(id), { start: 0, end: received }).catch(nullIfMissing)
    // What was loaded or removed meanwhile is nothing to go on with.
    if (sha256 !== null) found.push({ id, bytes, received, sha256 })
  }
  return found
}
