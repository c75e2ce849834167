import { CR, LF } from './ascii.js'
import { LineOrigins } from './line-origins.js'
import type { Transcoder } from './transcoder.js'

/** The characters of the bytes 80 to 9F; five of them have none. */
const FROM_80 =
  '\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0' +
  '\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178'

/** The UTF-8 of each byte; of one without a character, the byte itself, which alone is no UTF-8. */
const UTF8 = Array.from({ length: 256 }, (_, byte) => {
  const character = byte >= 0x80 && byte < 0xa0 ? FROM_80[byte - 0x80]! : String.fromCharCode(byte)
  return character === '\0' && byte > 0 ? Buffer.from([byte]) : Buffer.from(character)
})

/** Makes UTF-8 of windows-1252. */
export function windows1252Transcoder(): Transcoder {
  const origins = new LineOrigins(1)
  let read = 0
  let written = 0
  return {
    origins,
    transcode(chunk) {
      const out = Buffer.allocUnsafe(chunk.length * 3)
      let to = 0
      for (const byte of chunk) {
        if (byte === LF || byte === CR) origins.add(written + to, read)
        read++
        if (byte < 0x80) out[to++] = byte
        else for (const part of UTF8[byte]!) out[to++] = part
      }
      written += to
      return out.subarray(0, to)
    },
    end() {
      origins.add(written, read)
      return Buffer.alloc(0)
    },
  }
}
