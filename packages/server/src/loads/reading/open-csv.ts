import { ServerError } from '../../errors/server-error.js'
import type { Encoding } from './encoding.js'
import { foreignType, HEAD_BYTES } from './file-type.js'
import type { LineOrigins } from './line-origins.js'
import { readPieces } from './read-pieces.js'
import { transcoded, type Transcoder } from './transcoder.js'
import { assertOnlyPadding, isGzip, unpack } from './unpack.js'
import { utf16Transcoder } from './utf16-transcoder.js'
import { windows1252Transcoder } from './windows1252-transcoder.js'
import { withHead } from './with-head.js'

/** How a file is opened. */
export interface OpenOptions {
  /** UTF-8 by default; UTF-16 is known by its byte order mark, whatever is said here. */
  encoding?: Encoding
  /** The most bytes that a packed file may unpack into; as many as they are by default. */
  maxUnpackedBytes?: number | undefined
  /** Only so much of the file is read, and that its last bytes are missing is no fault. */
  onlyBytes?: number | undefined
  signal?: AbortSignal
}

/** The text of a file as UTF-8, to be gone through once, and how it stands to the file. */
export interface CsvInput {
  /** Each is valid until the next is asked for. */
  readonly chunks: AsyncIterable<Buffer>
  /** What the file is written in; known once the first chunk, or the end, is there. */
  readonly encoding: Encoding
  /** Whether a byte order mark says so. */
  readonly isMarked: boolean
  /** Where the lines stand in the file (in what it unpacks into); undefined where they stand as in the text. */
  readonly origins: LineOrigins | undefined
  /** How many bytes of the file were read, when so many bytes of the text are. */
  read(textBytes: number): number
}

/** How much of the file is read at a time, in bytes. */
const READ_BYTES = 1024 * 1024

/**
 * Opens a CSV file: UTF-8, UTF-16 with a byte order mark, or windows-1252, packed by gzip or not. Its chunks fail with `unsupported` when
 * it is something else, with `damaged` or `too_large` when it cannot be unpacked, with `invalid_input` when it is not in its encoding.
 */
export function openCsv(file: string, options: OpenOptions = {}): CsvInput {
  const { encoding: asked = 'utf-8', maxUnpackedBytes = Infinity, onlyBytes, signal } = options
  let encoding = asked
  let isMarked = false
  let transcoder: Transcoder | undefined
  /** How many bytes of the file were read; undefined where they are the bytes of the text. */
  let taken: (() => number) | undefined

  async function* chunks(): AsyncGenerator<Buffer, void, undefined> {
    const bytes = await withHead(readPieces(file, { bytes: READ_BYTES, end: onlyBytes, signal }), HEAD_BYTES)
    yield* isGzip(bytes.head) ? fromGzip(bytes.all) : fromPlain(bytes.all)
  }

  async function* fromGzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    const partial = onlyBytes !== undefined
    const unpacking = unpack(packed, { maxUnpackedBytes, partial })
    taken = () => unpacking.used
    yield* textOf(unpacking.chunks)
    if (!partial) await assertOnlyPadding(readPieces(file, { bytes: READ_BYTES, start: unpacking.used, signal }))
  }

  function fromPlain(plain: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    let read = 0
    const counted = countBytes(plain, (bytes) => (read += bytes))
    return textOf(counted, () => (taken = () => read))
  }

  async function* textOf(
    bytes: AsyncIterable<Buffer>,
    onTranscoded?: () => void,
  ): AsyncGenerator<Buffer, void, undefined> {
    const { head, all } = await withHead(bytes, HEAD_BYTES)
    try {
      encoding = encodingOf(head, asked)
      isMarked = markOf(head) !== undefined
    } catch (error) {
      // Not gone through, it would not be closed.
      for await (const _ of all) break
      throw error
    }
    transcoder = transcoderOf(encoding, head)
    if (transcoder) onTranscoded?.()
    yield* transcoder ? transcoded(all, transcoder) : all
  }

  return {
    chunks: chunks(),
    get encoding() {
      return encoding
    },
    get isMarked() {
      return isMarked
    },
    get origins() {
      return transcoder?.origins
    },
    read: (textBytes) => taken?.() ?? textBytes,
  }
}

async function* countBytes(
  chunks: AsyncIterable<Buffer>,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    count(chunk.length)
    yield chunk
  }
}

const UTF8_MARK = '\xef\xbb\xbf'
const UTF16_LITTLE_MARK = '\xff\xfe'
const UTF16_BIG_MARK = '\xfe\xff'

/** A byte order mark says more than any option; one that contradicts the option is told, as is a file that is no text. */
function encodingOf(head: Buffer, asked: Encoding): Encoding {
  const marked = markOf(head)
  const foreign = foreignType(head, marked === 'utf-16')
  if (foreign) {
    throw new ServerError(
      'unsupported',
      `The file is no CSV file: it is ${foreign.name}. Nothing was loaded. ${foreign.advice}.`,
    )
  }
  if (asked === 'utf-16' && marked === undefined && head.length > 0) {
    throw wrongEncoding(
      'has no byte order mark, without which UTF-16 is not read',
      'Say what it is in, or save it anew',
    )
  }
  if (marked !== undefined && marked !== asked && asked !== 'utf-8') {
    throw wrongEncoding(`begins with the byte order mark of ${marked}, not of ${asked}`, `Load it as ${marked}`)
  }
  return marked ?? asked
}

function markOf(head: Buffer): Encoding | undefined {
  const first = head.toString('latin1', 0, UTF8_MARK.length)
  if (first === UTF8_MARK) return 'utf-8'
  return first.startsWith(UTF16_LITTLE_MARK) || first.startsWith(UTF16_BIG_MARK) ? 'utf-16' : undefined
}

function wrongEncoding(what: string, advice: string): ServerError {
  return new ServerError('invalid_input', `The file ${what}. Nothing was loaded. ${advice}.`)
}

function transcoderOf(encoding: Encoding, head: Buffer): Transcoder | undefined {
  if (encoding === 'utf-8') return undefined
  return encoding === 'windows-1252' ? windows1252Transcoder() : utf16Transcoder(head[0] === 0xff)
}
