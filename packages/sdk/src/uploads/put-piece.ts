import type { Upload } from '../generated/types.js'
import { plainError } from '../plain-error.js'
import type { PlatformSignal } from '../platform.js'
import type { Settings } from '../settings.js'
import { withinLimits } from '../time-limit.js'
import { badAnswer, toRollcallError } from '../to-rollcall-error.js'

export interface Piece {
  /** The id of the upload. */
  upload: string
  /** Where in the file it begins. */
  offset: number
  bytes: Uint8Array<ArrayBuffer>
  /** The SHA-256 of the bytes in base64; undefined where the platform has none. */
  digest: string | undefined
}

/** Sends one piece, once; answers how far the upload has come. No time limit: it takes as long as the line needs. */
export async function putPiece(settings: Settings, piece: Piece, signal: PlatformSignal | undefined): Promise<Upload> {
  const { url, fetch } = settings
  const what = `The upload to ${url}`
  return withinLimits({ signal, what }, async (inner) => {
    try {
      const response = await fetch(`${url}/uploads/${piece.upload}?offset=${piece.offset}`, {
        method: 'PUT',
        headers: headersOf(settings, piece),
        body: piece.bytes,
        signal: inner,
      })
      const answer: unknown = await response.json()
      if (isUpload(answer)) return answer
      throw plainError(answer, response) ?? badAnswer(url, `it answered ${response.status} to an upload`)
    } catch (error) {
      throw toRollcallError(error, url)
    }
  })
}

function headersOf({ headers }: Settings, { digest }: Piece): Record<string, string> {
  const type = { 'content-type': 'application/octet-stream' }
  return digest === undefined
    ? { ...headers, ...type }
    : { ...headers, ...type, 'content-digest': `sha-256=:${digest}:` }
}

function isUpload(answer: unknown): answer is Upload {
  return typeof answer === 'object' && answer !== null && 'received' in answer && typeof answer.received === 'number'
}
