import type { Problem } from '@rollcall/sdk'
import { afterLineEnd, countLineEnds, firstLineEnd, isLineEnd, withoutLineEnd } from './line-ends.js'
import { type Fault, parseBlock, type ParsedRecord } from './parse-block.js'

/** A record of a CSV file, or a line that is none. */
export interface CsvRecord {
  /** The number of the physical line it begins on, from 1. */
  line: number
  /** Where it begins, in bytes. */
  offset: number
  /** As it came, without its line end; of a very long one that is no record, the beginning. */
  bytes: Buffer
  /** How many bytes it had, as far as they were looked at. */
  length: number
  cells: string[]
  /** Why it is no record, if it is none. */
  problem: Problem | undefined
}

/** What is counted along the way. */
export interface Tally {
  bytes: number
  emptyLines: number
}

/** The longest record, and how much is kept of a line that is none, in bytes. */
const MOST_BYTES = 1024 * 1024
const KEPT_BYTES = 64 * 1024

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The records of a CSV file (RFC 4180), in order. LF, CRLF and CR end a line; a byte order mark and empty lines are passed over. Of
 * what is no record, such as one with a quote that is never closed, the first physical line is given with its problem, and reading
 * goes on with the line after it.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  { delimiter, tally }: { delimiter: string; tally: Tally },
): AsyncGenerator<CsvRecord, void, undefined> {
  const splitter = createSplitter(delimiter, tally)
  for await (const chunk of chunks) {
    tally.bytes += chunk.length
    yield* splitter.split(chunk, false)
  }
  yield* splitter.split(new Uint8Array(0), true)
}

interface Splitter {
  /** The records that are whole with these bytes; `final` says that there are no more. */
  split(chunk: Uint8Array, final: boolean): Generator<CsvRecord, void, undefined>
}

function createSplitter(delimiter: string, tally: Tally): Splitter {
  /** What was not dealt with yet: it begins at `offset` of the file, on `line`. */
  let waiting: Buffer = Buffer.alloc(0)
  let offset = 0
  let line = 1
  let begun = false
  /** The line that begins `waiting` was given already; only its end is looked for. */
  let dropping = false

  function take(length: number): void {
    line += countLineEnds(waiting, 0, length)
    offset += length
    waiting = waiting.subarray(length)
  }

  function recordOf(length: number, cells: string[], problem?: Problem): CsvRecord {
    const bytes = waiting.subarray(0, problem ? Math.min(length, KEPT_BYTES) : length)
    return { line, offset, bytes, length, cells, problem }
  }

  /** Passes over what stands before a record; false when more bytes are needed to come to one. */
  function toRecord(final: boolean): boolean {
    if (!begun) {
      if (waiting.length < BYTE_ORDER_MARK.length && !final) return false
      begun = true
      if (waiting.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) take(BYTE_ORDER_MARK.length)
    }
    if (dropping && !drop(final)) return false
    let empty = 0
    while (isLineEnd(waiting[empty]) && isWhole(empty, final)) {
      empty = afterLineEnd(waiting, empty)
      tally.emptyLines++
    }
    take(empty)
    return waiting.length > 0 && !isLineEnd(waiting[0])
  }

  function drop(final: boolean): boolean {
    const end = firstLineEnd(waiting)
    dropping = end < 0 || !isWhole(end, final)
    if (dropping) take(end < 0 ? waiting.length : end)
    else take(afterLineEnd(waiting, end))
    return !dropping
  }

  /** A line end at the very end may be half of a CRLF. */
  function isWhole(lineEnd: number, final: boolean): boolean {
    return final || lineEnd + 1 < waiting.length
  }

  function* wholeRecords(records: ParsedRecord[], final: boolean): Generator<CsvRecord, void, undefined> {
    const block = waiting
    for (const { end, cells } of records) {
      // What ends where the bytes do may go on in the next ones.
      if (!final && end === block.length) return
      toRecord(final)
      const length = end - (block.length - waiting.length)
      yield recordOf(withoutLineEnd(waiting.subarray(0, length)), cells)
      take(length)
    }
    toRecord(final)
  }

  function mayBecomeWhole(fault: Fault | undefined): boolean {
    if (waiting.length > MOST_BYTES) return false
    return fault === undefined || fault === 'open_quote' || firstLineEnd(waiting) < 0
  }

  return {
    *split(chunk, final) {
      waiting = Buffer.concat([waiting, chunk])
      while (toRecord(final)) {
        const { records, fault } = parseBlock(waiting, delimiter)
        yield* wholeRecords(records, final)
        if (waiting.length === 0 || (!final && mayBecomeWhole(fault))) return
        const end = firstLineEnd(waiting)
        const length = end < 0 ? waiting.length : end
        yield recordOf(length, [], problems[fault ?? 'too_long'])
        take(length)
        dropping = true
      }
    },
  }
}

const problems: Record<Fault | 'too_long', Problem> = {
  open_quote: bad('has a quote that is not closed; expected a closing quote'),
  text_after_quote: bad('has text after the closing quote of a cell; expected a delimiter or the end of the line'),
  stray_quote: bad('has a quote inside a cell; expected the whole cell in quotes and the quotes in it doubled'),
  too_long: {
    column: null,
    code: 'line_too_long',
    message: `is too long; expected at most ${MOST_BYTES} bytes`,
  },
}

function bad(message: string): Problem {
  return { column: null, code: 'bad_quote', message }
}
