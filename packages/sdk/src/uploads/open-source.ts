import type { BlobLike, StreamLike } from '../platform.js'
import type { LoadSource } from '../rollcall.js'
import { RollcallError } from '../rollcall-error.js'
import { encodeChunks } from './encode-chunks.js'
import { openFile } from './open-file.js'
import type { SourceFile } from './source-file.js'

/** A source ready to be read once. */
export interface OpenSource {
  /** How many bytes will come; null when the source does not tell. */
  bytes: number | null
  /** Each is valid until the next is asked for. Fails with a RollcallError only; reading ends when the iteration does. */
  chunks: AsyncIterable<Uint8Array>
  /** Where the source is a file on disk. */
  file?: SourceFile
}

/** How much of a Blob is read at once, in bytes. */
const SLICE = 1024 * 1024

/** Finds out what a source is; fails with `invalid_input` when it cannot be read. */
export async function openSource(source: LoadSource): Promise<OpenSource> {
  if (typeof source === 'string') return openFile(source)
  if (typeof source !== 'object' || source === null) throw notReadable()
  if (isBlob(source)) return { bytes: source.size, chunks: encodeChunks(readBlob(source)) }
  if (isStream(source)) return { bytes: null, chunks: encodeChunks(readStream(source)) }
  if (isIterable(source)) return { bytes: null, chunks: encodeChunks(source) }
  throw notReadable()
}

async function* readBlob(blob: BlobLike): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < blob.size; offset += SLICE) {
    yield new Uint8Array(await blob.slice(offset, offset + SLICE).arrayBuffer())
  }
}

async function* readStream(stream: StreamLike): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      if (value) yield value
    }
  } finally {
    // Of a stream that has ended this does nothing; any other is told that nobody reads on.
    await reader.cancel().catch(() => undefined)
  }
}

function isBlob(source: object): source is BlobLike {
  return 'size' in source && typeof source.size === 'number' && 'slice' in source
}

function isStream(source: object): source is StreamLike {
  return 'getReader' in source
}

/** A plain Uint8Array is an iterable too, but of numbers: `encodeChunks` refuses those. */
function isIterable(source: object): source is AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> {
  return Symbol.asyncIterator in source || Symbol.iterator in source
}

function notReadable(): RollcallError {
  return new RollcallError(
    'invalid_input',
    'The source is nothing that can be read; expected the path of a file, a Blob, a stream, or an iterable of bytes or strings.',
  )
}
