import type { Procedures } from '../generated/procedures.js'
import type { PlatformSignal } from '../platform.js'
import { cancelled } from '../retry.js'
import { RollcallError } from '../rollcall-error.js'
import type { Settings } from '../settings.js'
import { mayPass } from '../tasks/follow-task.js'
import { beginUpload } from './begin-upload.js'
import { cutPieces } from './cut-pieces.js'
import type { OpenSource } from './open-source.js'
import { readAhead } from './read-ahead.js'
import type { Piece } from './put-piece.js'
import { removeUpload } from './remove-upload.js'
import { sendPiece } from './send-piece.js'
import { sha256 } from './sha256.js'

/** How much is sent at once, in bytes: two such pieces are in memory at a time. */
const PIECE = 4 * 1024 * 1024

interface Uploading {
  settings: Settings
  uploads: Procedures['uploads']
  source: OpenSource
  signal: PlatformSignal | undefined
  onSent: (bytes: number) => void
  /** Told when an upload that was interrupted is gone on with, and how many bytes of it are there. */
  onResumed?: ((received: number) => void) | undefined
}

/**
 * Sends a source to the server; answers the upload it has become. One that is given up, or fails for good, is removed there; one
 * that may be gone on with is kept.
 */
export async function uploadSource(uploading: Uploading): Promise<{ id: string; bytes: number }> {
  const { uploads, signal, onResumed } = uploading
  const { id, received, lasts } = await beginUpload(uploading)
  if (received > 0) onResumed?.(received)
  try {
    const bytes = await sendAll(uploading, { id, received })
    if (signal?.aborted) throw cancelled(signal)
    return { id, bytes }
  } catch (error) {
    if (lasts && error instanceof RollcallError && mayPass(error)) throw keptError(error)
    await removeUpload(uploads, id)
    throw error
  }
}

/** Sends what is not there yet; answers how many bytes there are then. */
async function sendAll(uploading: Uploading, { id, received }: { id: string; received: number }): Promise<number> {
  const { source, signal, onSent } = uploading
  const chunks = received === 0 ? source.chunks : (source.file?.from(received) ?? source.chunks)
  let sent = received
  onSent(sent)
  for await (const { bytes, digest } of readAhead(digested(cutPieces(chunks, PIECE)), signal)) {
    await sendPiece(uploading, { upload: id, offset: sent, bytes, digest })
    sent += bytes.length
    onSent(sent)
  }
  return sent
}

/** Within `readAhead`, so that the next piece is digested while one is sent. */
async function* digested(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Pick<Piece, 'bytes' | 'digest'>> {
  for await (const bytes of pieces) yield { bytes, digest: await sha256(bytes) }
}

function keptError(error: RollcallError): RollcallError {
  const { code, message, requestId, issues, retryAfter } = error
  const told = `${message} What was sent is kept for a while: load the same file again to go on with it.`
  return new RollcallError(code, told, { requestId, issues, retryAfter, cause: error })
}
