import type { Procedures } from '../generated/procedures.js'
import type { PlatformSignal } from '../platform.js'
import { pauseBefore, retry } from '../retry.js'
import { RollcallError } from '../rollcall-error.js'
import type { Settings } from '../settings.js'
import { isPassing } from '../to-rollcall-error.js'
import { type Piece, putPiece } from './put-piece.js'

interface Sending {
  settings: Settings
  uploads: Procedures['uploads']
  signal: PlatformSignal | undefined
}

/** Sends a piece until it has arrived; after a failure that may pass the server is asked how far the upload has come. */
export async function sendPiece({ settings, uploads, signal }: Sending, piece: Piece): Promise<void> {
  const end = piece.offset + piece.bytes.length
  let rest = piece
  for (let attempt = 0; ; attempt++) {
    try {
      const { received } = await putPiece(settings, rest, signal)
      if (received === end) return
      throw astray(piece, received)
    } catch (error) {
      if (attempt >= settings.retries || !mayPass(error)) throw error
      await pauseBefore(attempt, { signal, after: error })
    }
    // The call repeats itself, and is repeated again: a server that starts again needs its time, and what was sent is worth waiting for.
    const ask = () => uploads.status({ id: piece.upload }, { signal })
    const { received } = await retry(ask, { retries: settings.retries, signal })
    if (received === end) return
    rest = restOf(piece, received)
  }
}

/**
 * `wrong_offset`: it arrived, but the answer was lost. `damaged`: the digest did not fit. `wrong_state`: the server has not noticed
 * yet that the attempt before broke off.
 */
function mayPass(error: unknown): boolean {
  if (isPassing(error)) return true
  return error instanceof RollcallError && ['wrong_offset', 'damaged', 'wrong_state'].includes(error.code)
}

function restOf(piece: Piece, received: number): Piece {
  if (received === piece.offset) return piece
  const done = received - piece.offset
  // With a digest a piece is kept whole or not at all; without one, what came before a break is kept.
  if (piece.digest !== undefined || done < 0 || done > piece.bytes.length) throw astray(piece, received)
  return { ...piece, offset: received, bytes: piece.bytes.subarray(done) }
}

function astray({ upload, offset, bytes }: Piece, received: number): RollcallError {
  const message = `Upload ${upload} has ${received} bytes; expected ${offset} or ${offset + bytes.length}. Nothing of it was kept; send it again.`
  return new RollcallError('wrong_offset', message)
}
