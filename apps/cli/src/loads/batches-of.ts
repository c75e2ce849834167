import type { CsvRecord } from '../csv/read-records.js'
import type { RecordRow } from '../csv/row-of.js'

/** A record of the file, and what it is sent as. */
export type Line = { record: CsvRecord } & RecordRow

/** A request holds so many bytes of the file at most, so that its JSON stays below what a server takes. */
const MOST_BYTES = 512 * 1024

/** Lines in batches of at most `most`; a very long one may be alone in its batch. */
export async function* batchesOf(lines: AsyncIterable<Line>, most: number): AsyncGenerator<Line[]> {
  let batch: Line[] = []
  let bytes = 0
  for await (const line of lines) {
    const { length } = line.record
    if (batch.length === most || (batch.length > 0 && bytes + length > MOST_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(line)
    bytes += length
  }
  if (batch.length > 0) yield batch
}
