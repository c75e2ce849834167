// The loop over the bytes of plain rows, which is most of what reading a file costs. The caller puts bytes at `input` and kinds at `kinds`, calls `encodeRows`, and finds what became of them at the other addresses.
import { byteAt, CR, LF, NOT_PLAIN, QUOTE, SPACE } from './bytes'
import { encodeInteger, INTEGER_FIELD } from './integer'
import { encodeText, LONGEST_TEXT_FIELD } from './text'
import { encodeTimestamp, TIMESTAMP_FIELD } from './timestamp'

const INTEGER: u32 = 0
const TEXT: u32 = 1
const TIMESTAMP: u32 = 2

/** The most bytes, rows and columns of one call. */
export const mostBytes: i32 = 0x1_0000
export const mostRows: i32 = 4096
export const mostColumns: i32 = 16

/** Whoever looks for the end of a number stops at the line ends behind the bytes. */
const MARGIN: i32 = 64
const OUTPUT_BYTES: i32 = 4 * mostBytes
const ROWS_BYTES: i32 = 4 * mostRows

/** One byte for each column: 0 for an integer, 1 for a text, 2 for a timestamp. */
export const kinds: usize = __heap_base
export const input: usize = kinds + mostColumns
/** The tuples of the rows that were taken, one after the other. */
export const output: usize = input + mostBytes + MARGIN
/** An int32 for each row: where its tuple ends, from `output`; where its line begins and ends, from `input`. */
export const tupleEnds: usize = (output + OUTPUT_BYTES + 3) & ~3
export const lineStarts: usize = tupleEnds + ROWS_BYTES
export const lineEnds: usize = lineStarts + ROWS_BYTES
/** For each column `mostRows` int32, the values of its rows; of a column that is no integer, without meaning. */
export const integers: usize = lineEnds + ROWS_BYTES
const marks: usize = integers + mostColumns * ROWS_BYTES
const quotedMarks: usize = marks + 256
const end: usize = quotedMarks + 256

memory.grow(((end as i32) + 0xffff) >>> 16)

/** Where the first byte is that was not taken, from `input`. */
export let taken: i32 = 0
/** Why it was no more: */
export let stoppedBy: i32 = 0
/** there is no room for more, */
const ROOM: i32 = 0
/** the next line does not end here for certain, and may be plain once there is more of it, */
const END: i32 = 1
/** or the next row is not plain. */
const ROW: i32 = 2

/**
 * Takes rows from the front of `length` bytes as long as they are plain, up to `most`: a cell for each column, its quotes, if any, without
 * doubled ones between them, no white space at its ends. Answers how many.
 */
export function encodeRows(length: i32, columns: i32, delimiter: u32, most: i32): i32 {
  const filled = input + length
  memory.fill(filled, LF as u8, MARGIN)
  markEnds(delimiter)
  const lastOutput = output + OUTPUT_BYTES - 2 - (columns as usize) * LONGEST_TEXT_FIELD
  let line = input
  let tuple = output
  let row = 0
  stoppedBy = ROOM
  while (row < most && tuple <= lastOutput) {
    const tupleEnd = encodeRow(line, filled, tuple, columns, delimiter, row)
    if (tupleEnd === NOT_PLAIN) {
      stoppedBy = hasLineEnd(line, filled - 1) ? ROW : END
      break
    }
    storeAt(tupleEnds, row, (tupleEnd - output) as i32)
    storeAt(lineStarts, row, (line - input) as i32)
    storeAt(lineEnds, row, (rowEnd - input) as i32)
    row++
    tuple = tupleEnd
    line = rowEnd + (byteAt(rowEnd) === CR && byteAt(rowEnd + 1) === LF ? 2 : 1)
  }
  taken = (line - input) as i32
  return row
}

let rowEnd: usize = 0

/** Writes the row that begins at `line` as a tuple; answers where that ends, and leaves where the row ends in `rowEnd`. */
function encodeRow(line: usize, filled: usize, tuple: usize, columns: i32, delimiter: u32, row: i32): usize {
  store<u16>(tuple, bswap(columns as u16))
  let at = line
  let to = tuple + 2
  for (let column = 0; column < columns; column++) {
    const isQuoted = byteAt(at) === QUOTE
    if (isQuoted) at++
    const kind = byteAt(kinds + column)
    let cellEnd = NOT_PLAIN
    if (kind === INTEGER) {
      cellEnd = encodeInteger(at, to)
      storeAt(integers + column * ROWS_BYTES, row, bswap(load<i32>(to + 4)))
      to += INTEGER_FIELD
    } else if (kind === TEXT) {
      cellEnd = encodeText(at, to, isQuoted ? quotedMarks : marks)
      to += 4 + cellEnd - at
    } else if (kind === TIMESTAMP) {
      cellEnd = encodeTimestamp(at, to)
      to += TIMESTAMP_FIELD
    }
    if (cellEnd === NOT_PLAIN) return NOT_PLAIN
    if (isQuoted && byteAt(cellEnd++) !== QUOTE) return NOT_PLAIN
    if (column === columns - 1 ? !isLineEnd(cellEnd, filled) : byteAt(cellEnd) !== delimiter) return NOT_PLAIN
    at = cellEnd + 1
  }
  rowEnd = at - 1
  return to
}

/** Marks what ends a plain text with a 1, and control characters, which are left to others. */
function markEnds(delimiter: u32): void {
  memory.fill(marks, 0, 512)
  memory.fill(marks, 1, SPACE)
  memory.fill(quotedMarks, 1, SPACE)
  store<u8>(marks + QUOTE, 1)
  store<u8>(quotedMarks + QUOTE, 1)
  store<u8>(marks + delimiter, 1)
}

/** Of a line feed that is still to come after a carriage return nothing is known yet, and what lies behind `filled` is not of the file. */
function isLineEnd(at: usize, filled: usize): bool {
  return at < filled && (byteAt(at) === LF || (byteAt(at) === CR && at + 1 < filled))
}

function hasLineEnd(from: usize, filled: usize): bool {
  for (let at = from; at < filled; at++) if (byteAt(at) === LF || byteAt(at) === CR) return true
  return false
}

function storeAt(list: usize, row: i32, value: i32): void {
  store<i32>(list + row * 4, value)
}
