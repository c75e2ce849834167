import { QUOTE } from './ascii.js'
import type { CsvRecord } from './csv-record.js'

/** The content of a cell as it is meant, doubled quotes made one; a view that holds until the record is read on. */
export function cellBytes(record: CsvRecord, cell: number): Buffer {
  const content = record.bytes.subarray(record.cellStart[cell], record.cellEnd[cell])
  return record.cellDoubled[cell] === 1 ? withSingleQuotes(content) : content
}

function withSingleQuotes(content: Buffer): Buffer {
  const single = Buffer.allocUnsafe(content.length)
  let length = 0
  for (let at = 0; at < content.length; at++) {
    single[length++] = content[at]!
    if (content[at] === QUOTE) at++
  }
  return single.subarray(0, length)
}
