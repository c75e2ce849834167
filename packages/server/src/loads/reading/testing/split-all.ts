import { cellBytes } from '../cell-text.js'
import type { RecordFault } from '../csv-record.js'
import { CsvSplitter, type SplitOptions } from '../csv-splitter.js'

/** A copy of everything that a splitter says about a record. */
export interface SplitRecord {
  text: string
  length: number
  line: number
  offset: number
  cells: string[]
  cellCount: number
  fault: RecordFault['code'] | undefined
  message: string | undefined
}

/** All records of an input that comes in these chunks; bytes are shown as latin1 characters, so that none is lost. */
export function splitAll(
  chunks: Iterable<Buffer>,
  options: SplitOptions = {},
): { records: SplitRecord[]; emptyLines: number } {
  const splitter = new CsvSplitter(options)
  const records: SplitRecord[] = []
  for (const chunk of chunks) {
    splitter.push(chunk)
    drain(splitter, records)
  }
  splitter.end()
  drain(splitter, records)
  return { records, emptyLines: splitter.emptyLines }
}

/** The input in chunks of these sizes, which are used over and over. */
export function* inChunks(input: Buffer, sizes: number[]): Generator<Buffer, void, undefined> {
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const size = sizes[turn % sizes.length]!
    yield input.subarray(at, at + size)
    at += size
  }
}

function drain(splitter: CsvSplitter, records: SplitRecord[]): void {
  for (let record = splitter.next(); record; record = splitter.next()) {
    const { bytes, start, end, length, line, offset, cells, fault } = record
    const kept = Math.min(cells, record.cellStart.length)
    records.push({
      text: bytes.toString('latin1', start, end),
      length,
      line,
      offset,
      cells: Array.from({ length: kept }, (_, cell) => cellBytes(record, cell).toString('latin1')),
      cellCount: cells,
      fault: fault?.code,
      message: fault?.message,
    })
  }
}
