import type { Value } from '@rollcall/tables'
import { ByteWriter } from '../byte-writer.js'
import { encoderOf, FIELD_OVERHEAD } from '../cell-encoder.js'

type KindName = Parameters<typeof encoderOf>[0]['name']

/** The field a cell is encoded as by the fast way, with its length word, or undefined when that way declines. */
export function fastField(kind: KindName, cell: Buffer): Buffer | undefined {
  let done = false
  const field = written(cell.length, (out) => {
    // The cell stands within other bytes, which must not be read.
    const around = Buffer.concat([Buffer.from('12'), cell, Buffer.from('34Z')])
    done = encoderOf({ name: kind }).encodeCell(around, 2, 2 + cell.length, out)
  })
  if (!done && field.length > 0) throw new Error('an encoder that declined has written')
  return done ? field : undefined
}

/** The field a value is encoded as. */
export function valueField(kind: KindName, value: Value): Buffer {
  return written(4 * String(value).length, (out) => encoderOf({ name: kind }).encodeValue(value, out))
}

function written(cellBytes: number, write: (out: ByteWriter) => void): Buffer {
  const out = new ByteWriter(1)
  out.reserve(FIELD_OVERHEAD + cellBytes)
  write(out)
  return out.bytes.subarray(0, out.length)
}
