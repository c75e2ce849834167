import { CR, LF } from './ascii.js'
import { LineOrigins } from './line-origins.js'
import type { Transcoder } from './transcoder.js'

const BYTE_ORDER_MARK = 0xfeff
/** A byte that is in no UTF-8: stands for half a unit at the end of a file. */
const NO_UTF8 = 0xff

/** Makes UTF-8 of UTF-16 with a byte order mark, by which it is known which byte comes first. */
export function utf16Transcoder(littleEndian: boolean): Transcoder {
  const origins = new LineOrigins(2)
  /** The first half of a unit, or -1; the first half of a surrogate pair, or 0. */
  let half = -1
  let high = 0
  let begun = false
  let read = 0
  let written = 0
  let out = Buffer.alloc(0)
  let to = 0

  function add(unit: number): void {
    if (!begun) {
      // More than one mark is as good as one.
      if (unit === BYTE_ORDER_MARK) return origins.add(0, read)
      begun = true
    }
    if (high !== 0) {
      const pair = high
      high = 0
      if (isLow(unit)) return addPair(pair, unit)
      addThree(pair)
    }
    if (unit < 0x80) {
      if (unit === LF || unit === CR) origins.add(written + to, read - 2)
      out[to++] = unit
    } else if (unit < 0x800) {
      out[to++] = 0xc0 | (unit >> 6)
      out[to++] = 0x80 | (unit & 0x3f)
    } else if (isHigh(unit)) high = unit
    else addThree(unit)
  }

  /** Of half a surrogate pair this makes what is no UTF-8. */
  function addThree(unit: number): void {
    out[to++] = 0xe0 | (unit >> 12)
    out[to++] = 0x80 | ((unit >> 6) & 0x3f)
    out[to++] = 0x80 | (unit & 0x3f)
  }

  function addPair(first: number, second: number): void {
    const point = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
    out[to++] = 0xf0 | (point >> 18)
    out[to++] = 0x80 | ((point >> 12) & 0x3f)
    out[to++] = 0x80 | ((point >> 6) & 0x3f)
    out[to++] = 0x80 | (point & 0x3f)
  }

  function taken(): Buffer {
    written += to
    return out.subarray(0, to)
  }

  return {
    origins,
    transcode(chunk) {
      // A unit becomes three bytes at most, and up to three bytes were held back.
      out = Buffer.allocUnsafe((chunk.length >> 1) * 3 + 6)
      to = 0
      for (let at = 0; at < chunk.length; at++) {
        read++
        if (half < 0) {
          half = chunk[at]!
          continue
        }
        const unit = littleEndian ? half | (chunk[at]! << 8) : (half << 8) | chunk[at]!
        half = -1
        add(unit)
      }
      return taken()
    },
    end() {
      out = Buffer.allocUnsafe(4)
      to = 0
      if (high !== 0) addThree(high)
      if (half >= 0) out[to++] = NO_UTF8
      const text = taken()
      origins.add(written, read)
      return text
    },
  }
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
