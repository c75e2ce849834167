import { endianness } from 'node:os'
import type { Kind } from '@rollcall/tables'
import { plainRowsModule } from './generated/plain-rows-module.js'

/** Rows that were taken from the front of some bytes; all of it is valid until the next call. */
export interface PlainRows {
  count: number
  /** How many bytes they are, their line ends included. */
  taken: number
  /** Why they are no more: for want of room; because the next line does not end here for certain; or because the next row is not plain. */
  stoppedBy: 'room' | 'end' | 'row'
  /** Their binary COPY tuples, one after the other. */
  tuples: Uint8Array
  /** For each row, where its tuple ends, and where in the bytes its line begins and ends. */
  tupleEnds: Int32Array
  lineStarts: Int32Array
  lineEnds: Int32Array
  /** The values of a column of integers. */
  integers(column: number): Int32Array
}

/** How the rows are made up. */
export interface PlainShape {
  /** One byte for each column, of `kindCodes`. */
  kinds: Uint8Array
  delimiter: number
}

/** What `packages/server/assembly/plain-rows.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  encodeRows(length: number, columns: number, delimiter: number, most: number): number
  readonly taken: Global
  readonly stoppedBy: Global
  readonly mostBytes: Global
  readonly mostRows: Global
  readonly mostColumns: Global
  readonly kinds: Global
  readonly input: Global
  readonly output: Global
  readonly tupleEnds: Global
  readonly lineStarts: Global
  readonly lineEnds: Global
  readonly integers: Global
}

interface Global {
  readonly value: number
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

const exports = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(plainRowsModule, 'base64')))
  .exports as Exports
const bytes = new Uint8Array(exports.memory.buffer)
const mostRows = exports.mostRows.value
const stops = ['room', 'end', 'row'] as const
const output = exports.output.value
const tupleEnds = int32s(exports.tupleEnds, mostRows)
const lineStarts = int32s(exports.lineStarts, mostRows)
const lineEnds = int32s(exports.lineEnds, mostRows)
const integers = int32s(exports.integers, exports.mostColumns.value * mostRows)

/** The most bytes that are looked at in one call. */
export const MOST_BYTES = exports.mostBytes.value

/** Whether rows of so many columns can be encoded here; a machine with the high byte first would read other integers than were written. */
export function canEncodePlain(columns: number): boolean {
  return columns <= exports.mostColumns.value && endianness() === 'LE'
}

/** What the kinds are called in a shape. */
export const kindCodes: Readonly<Record<Kind['name'], number>> = { integer: 0, text: 1, timestamp: 2 }

/**
 * Takes rows from the front of up to `MOST_BYTES` bytes, at most `most`, that are spelled the way most are: quotes only around whole cells,
 * no white space at a cell's ends, as many cells as columns. It takes a row only where `encodeRow` would with the same tuple.
 */
export function encodePlainRows(piece: Uint8Array, { kinds, delimiter }: PlainShape, most: number): PlainRows {
  bytes.set(kinds, exports.kinds.value)
  bytes.set(piece, exports.input.value)
  const count = exports.encodeRows(piece.length, kinds.length, delimiter, Math.min(most, mostRows))
  return {
    count,
    taken: exports.taken.value,
    stoppedBy: stops[exports.stoppedBy.value]!,
    tuples: bytes.subarray(output, output + (count === 0 ? 0 : tupleEnds[count - 1]!)),
    tupleEnds,
    lineStarts,
    lineEnds,
    integers: (column) => integers.subarray(column * mostRows, column * mostRows + count),
  }
}

function int32s({ value }: Global, length: number): Int32Array {
  return new Int32Array(exports.memory.buffer, value, length)
}
