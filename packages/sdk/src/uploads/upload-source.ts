import type { Procedures } from '../generated/procedures.js'
import type { PlatformSignal } from '../platform.js'
import { cancelled } from '../retry.js'
import type { Settings } from '../settings.js'
import { uuid } from '../uuid.js'
import { cutPieces } from './cut-pieces.js'
import type { OpenSource } from './open-source.js'
import { readAhead } from './read-ahead.js'
import { removeUpload } from './remove-upload.js'
import { sendPiece } from './send-piece.js'
import { sha256 } from './sha256.js'

/** How much is sent at once, in bytes: two such pieces are in memory at a time. */
const PIECE = 8 * 1024 * 1024

interface Uploading {
  settings: Settings
  uploads: Procedures['uploads']
  source: OpenSource
  signal: PlatformSignal | undefined
  onSent: (bytes: number) => void
}

/** Sends a source to the server; answers the upload it has become. What fails or is given up is removed there. */
export async function uploadSource(uploading: Uploading): Promise<{ id: string; bytes: number }> {
  const { uploads, source, signal } = uploading
  const id = uuid()
  await uploads.open({ id, bytes: source.bytes }, { signal })
  try {
    const bytes = await sendAll(uploading, id)
    if (signal?.aborted) throw cancelled(signal)
    return { id, bytes }
  } catch (error) {
    await removeUpload(uploads, id)
    throw error
  }
}

/** Answers how many bytes there were. */
async function sendAll(uploading: Uploading, id: string): Promise<number> {
  const { source, signal, onSent } = uploading
  let sent = 0
  onSent(sent)
  for await (const bytes of readAhead(cutPieces(source.chunks, PIECE), signal)) {
    await sendPiece(uploading, { upload: id, offset: sent, bytes, digest: await sha256(bytes) })
    sent += bytes.length
    onSent(sent)
  }
  return sent
}
