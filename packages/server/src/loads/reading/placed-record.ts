import type { CsvRecord } from './csv-record.js'
import type { LineOrigins } from './line-origins.js'

/** A record as it stands in the file, where so far was said how it stands in the text made of it. */
export function placedRecord(record: CsvRecord, origins: LineOrigins | undefined): CsvRecord {
  if (!origins) return record
  const offset = origins.at(record.offset)
  return { ...record, offset, fileLength: origins.at(record.offset + record.length) - offset }
}
