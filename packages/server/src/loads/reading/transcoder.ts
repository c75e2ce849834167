import type { LineOrigins } from './line-origins.js'

/**
 * Makes UTF-8 of chunks that may end anywhere, even inside a character. What the encoding does not have becomes bytes that are no
 * UTF-8, so that the row they are in is rejected and no other.
 */
export interface Transcoder {
  /** Where the lines stand in the file. */
  readonly origins: LineOrigins
  transcode(chunk: Buffer): Buffer
  /** Ends the input; answers what was still held back. */
  end(): Buffer
}

/** The text that a transcoder makes, in chunks of which none is much longer than `SLICE_BYTES`. */
export async function* transcoded(
  chunks: AsyncIterable<Buffer>,
  transcoder: Transcoder,
): AsyncGenerator<Buffer, void, undefined> {
  const SLICE_BYTES = 64 * 1024
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const text = transcoder.transcode(chunk.subarray(at, at + SLICE_BYTES))
      if (text.length > 0) yield text
    }
  }
  const last = transcoder.end()
  if (last.length > 0) yield last
}
