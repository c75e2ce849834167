import { RollcallError } from '../rollcall-error.js'

type Chunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>

const HIGH_SURROGATE_AT_END = /[\ud800-\udbff]$/

/** The bytes of a source that gives bytes or text; what the source throws becomes the cause of a RollcallError. */
export async function* encodeChunks(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  /** Half of a character whose other half is in the next string. */
  let half = ''
  for await (const chunk of explained(chunks)) {
    if (typeof chunk === 'string') {
      const text = half + chunk
      half = HIGH_SURROGATE_AT_END.exec(text)?.[0] ?? ''
      yield encoder.encode(wellFormed(half ? text.slice(0, -1) : text))
    } else {
      wellFormed(half)
      yield chunk
    }
  }
  wellFormed(half)
}

async function* explained(chunks: Chunks): AsyncGenerator<Uint8Array | string> {
  try {
    for await (const chunk of chunks) {
      if (typeof chunk !== 'string' && !isBytes(chunk)) throw wrongChunk(chunk)
      yield chunk
    }
  } catch (error) {
    if (error instanceof RollcallError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new RollcallError('invalid_input', `The source could not be read: ${reason}. Nothing of it was kept.`, {
      cause: error,
    })
  }
}

/** A lone half of a character would be sent as another character: text is sent as it is, or not at all. */
function wellFormed(text: string): string {
  if (text.isWellFormed()) return text
  throw new RollcallError(
    'invalid_input',
    'The source gave text with half of a character (a lone surrogate). Nothing of it was kept.',
  )
}

function isBytes(chunk: unknown): chunk is Uint8Array {
  return chunk instanceof Uint8Array
}

function wrongChunk(chunk: unknown): RollcallError {
  return new RollcallError(
    'invalid_input',
    `The source gave a ${typeof chunk}; expected Uint8Arrays or strings. Put a single Uint8Array in a list.`,
  )
}
